"""One HTTP/1.1 answer, read from the bytes of a connection (RFC 9112)."""

from __future__ import annotations

import re

MOST_HEAD = 65_536
"""Bytes of a status line with its headers."""
MOST_BODY = 67_108_864
"""Bytes of a body."""

_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


class AnswerReader:
    r"""Reads one answer: give it bytes until it is ``done``.

    >>> reader = AnswerReader()
    >>> reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHel")
    >>> reader.feed(b"lo")
    >>> reader.done, reader.status, bytes(reader.body)
    (True, 200, b'Hello')
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()
        self.done = False
        self.reusable = False
        """True if another request may follow on the connection; known when the answer is done."""
        self._rest = bytearray()
        self._length: int | None = None
        self._chunked = self._to_the_end = False

    def feed(self, data: bytes) -> None:
        """Read the next bytes.

        Raises:
            ValueError: if they are no HTTP/1.1, go on after the answer's end, or are too many.
        """
        if self.done:
            raise ValueError("bytes after the answer's end")
        self._rest += data
        while not self.status:
            end = self._rest.find(b"\r\n\r\n")
            if end > MOST_HEAD or (end < 0 and len(self._rest) > MOST_HEAD):
                raise ValueError(f"headers of more than {MOST_HEAD} bytes")
            if end < 0:
                return
            head = bytes(self._rest[:end])
            del self._rest[: end + 4]
            self._read_head(head)
        self._read_body()

    def end(self) -> None:
        """Say that the connection is closed.

        Raises:
            ValueError: if the answer has not come to its end.
        """
        if not self.done and not self._to_the_end:
            raise ValueError("the connection was closed within the answer" if self.status else "no answer")
        self.done, self.reusable = True, False

    def _read_head(self, head: bytes) -> None:
        first, *lines = head.split(b"\r\n")
        status = _STATUS.fullmatch(first)
        fields = [_FIELD.fullmatch(line) for line in lines]
        if status is None or None in fields:
            raise ValueError("no HTTP/1.1 answer")
        number = int(status[2])
        if number < 200:
            # An interim answer, such as 103 (Early Hints): the real one follows.
            return
        self.status, self.headers = number, [(field[1], field[2]) for field in fields if field]
        self._frame(status[1] == b"1")

    def _frame(self, modern: bool) -> None:
        """Find out where the body ends (RFC 9112, section 6.3)."""
        lengths = {value for name, value in self.headers if name.lower() == b"content-length"}
        codings = [value.lower() for name, value in self.headers if name.lower() == b"transfer-encoding"]
        closing = any(name.lower() == b"connection" and b"close" in value.lower() for name, value in self.headers)
        self.reusable = modern and not closing
        if self.status in (204, 304):
            self._length = 0
        elif codings:
            if codings != [b"chunked"]:
                raise ValueError("an unknown transfer coding")
            self._chunked = True
        elif lengths:
            text = lengths.pop()
            if lengths or not text.isdigit() or len(text) > 15:
                raise ValueError("no length of a body")
            self._length = int(text)
        else:
            self._to_the_end = True

    def _read_body(self) -> None:
        if self._chunked:
            self._read_chunks()
        else:
            self.body += self._rest
            self._rest.clear()
            self.done = self._length is not None and len(self.body) >= self._length
            if self._length is not None and len(self.body) > self._length:
                raise ValueError("more bytes than the answer's length")
        if max(len(self.body), self._length or 0) > MOST_BODY:
            raise ValueError(f"a body of more than {MOST_BODY} bytes")

    def _read_chunks(self) -> None:
        while not self.done:
            end = self._rest.find(b"\r\n")
            if end < 0 and len(self._rest) <= MOST_HEAD:
                return
            match = _CHUNK.fullmatch(bytes(self._rest[: max(end, 0)]))
            if match is None:
                raise ValueError("no chunk of a body")
            size = int(match[1], 16)
            if size == 0:
                self._read_trailer(end)
                return
            if size > MOST_BODY:
                raise ValueError(f"a body of more than {MOST_BODY} bytes")
            start, stop = end + 2, end + 2 + size
            if len(self._rest) < stop + 2:
                return
            if self._rest[stop : stop + 2] != b"\r\n":
                raise ValueError("a chunk without an end")
            self.body += self._rest[start:stop]
            del self._rest[: stop + 2]

    def _read_trailer(self, start: int) -> None:
        """Skip the fields after the last chunk."""
        end = self._rest.find(b"\r\n\r\n", start)
        if len(self._rest) > MOST_HEAD:
            raise ValueError(f"a trailer of more than {MOST_HEAD} bytes")
        if end >= 0:
            self.done = True
            if len(self._rest) > end + 4:
                raise ValueError("bytes after the answer's end")
