"""Models on a server: requests, answers, failures, and what stays secret."""

import asyncio
import base64
import json
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
import traceback

import pytest
from fault_server import FaultServer, Plan
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.errors import ModelFailed, UnknownName
from nesy.exchange import Usage
from nesy.languages.decoding import Grammar
from nesy.models import loop
from nesy.models.base import Call, Decoding, Prompt
from nesy.models.server import chat, constraints, failures, kinds, responses
from nesy.models.server.model import ServerModel
from nesy.models.wrappers.retrying import Retrying

SECRET = "sk-a1b2c3d4e5f6g7h8"
LARK = 'start: "a" | "b"\n'
GRAMMAR = Grammar("fol", LARK, schema='{"type": "object"}')
HI = [{"role": "user", "content": "hi"}]
PROTOCOLS = {"chat": chat, "responses": responses}


@pytest.fixture
def model():
    """Makes models and closes them."""
    made = []

    def make(name="tiny", **settings):
        made.append(ServerModel(name, **{"key_env": "", **settings}))
        return made[-1]

    yield make
    for each in made:
        each.close()


# What is sent: kind of server, protocol, decoding, index of the first sample, number -> body.
REQUESTS = [
    ("plain", "chat", Decoding(), 0, 1, {"messages": HI}),
    ("plain", "chat", Decoding(0.0, 9, ("x",), 4, True), 2, 1, {
        "messages": HI, "temperature": 0.0, "max_tokens": 9, "stop": ["x"], "seed": 6, "logprobs": True,
    }),
    ("vllm", "chat", Decoding(seed=4), 3, 5, {"messages": HI, "n": 5, "seed": 7}),
    ("openai", "chat", Decoding(max_tokens=9), 0, 2, {"messages": HI, "n": 2, "max_completion_tokens": 9}),
    ("transformers", "chat", Decoding(0.5, 9), 0, 1, {
        "messages": HI, "temperature": 0.5, "max_tokens": 9,
        "generation_config": '{"do_sample": true, "max_new_tokens": 9}',
    }),
    ("transformers", "chat", Decoding(0.0), 0, 1, {"messages": HI, "temperature": 0.0}),
    ("openai", "responses", Decoding(), 0, 1, {"input": HI, "store": False, "stream": False}),
    ("openai", "responses", Decoding(0.5, 9, ("x",), 4, True), 0, 1, {
        "input": HI, "store": False, "stream": False, "temperature": 0.5, "max_output_tokens": 9,
        "include": ["message.output_text.logprobs"],
    }),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "api", "decoding", "first", "n", "body"), REQUESTS)
def test_only_what_was_set_is_sent(kind, api, decoding, first, n, body):
    call = Call(Prompt.of("hi"), decoding, n, first)
    assert PROTOCOLS[api].request("tiny", call, kinds.kind(kind), None) == {"model": "tiny", **body}


LARK_FORMAT = {"syntax": "lark", "definition": LARK}
BINDINGS = [
    ("vllm-grammar", "chat", {"structured_outputs": {"grammar": LARK}}),
    ("sglang-llguidance", "chat", {"ebnf": "%llguidance {}\n" + LARK}),
    ("llamacpp-llguidance", "chat", {"grammar": "%llguidance {}\n" + LARK}),
    ("json-schema", "chat", {"response_format": {"type": "json_schema", "json_schema": {
        "name": "program", "schema": {"type": "object"}, "strict": True}}}),
    ("json-schema", "responses", {"text": {"format": {
        "type": "json_schema", "name": "program", "schema": {"type": "object"}, "strict": True}}}),
    ("openai-lark", "chat", {
        "tools": [{"type": "custom", "custom": {
            "name": "write_program", "description": "Takes the program.",
            "format": {"type": "grammar", "grammar": LARK_FORMAT}}}],
        "tool_choice": {"type": "custom", "custom": {"name": "write_program"}}}),
    ("openai-lark", "responses", {
        "tools": [{"type": "custom", "name": "write_program", "description": "Takes the program.",
                   "format": {"type": "grammar", **LARK_FORMAT}}],
        "tool_choice": {"type": "custom", "name": "write_program"}}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "api", "fields"), BINDINGS)
def test_a_grammar_is_passed_in_the_servers_own_way(name, api, fields):
    assert constraints.find(name).fields(GRAMMAR, api) == fields


@pytest.mark.parametrize(
    ("name", "path"), [("gbnf", "grammar"), ("sglang-ebnf", "ebnf"), ("vllm-gbnf", "structured_outputs")]
)
def test_gbnf_is_made_from_the_same_grammar(name, path):
    text = constraints.find(name).fields(GRAMMAR, "chat")[path]
    text = text["grammar"] if isinstance(text, dict) else text
    assert "root ::=" in text
    assert "start:" not in text


@pytest.mark.parametrize(("kind", "grammar", "name"), [
    ("vllm", GRAMMAR, "vllm-grammar"), ("sglang", GRAMMAR, "sglang-ebnf"), ("llamacpp", GRAMMAR, "gbnf"),
    ("openai", GRAMMAR, "openai-lark"), ("ollama", GRAMMAR, "json-schema"), ("ollama", Grammar("fol", LARK), None),
    ("plain", GRAMMAR, None), ("transformers", GRAMMAR, None), ("vllm", None, None),
])  # fmt: skip
def test_the_first_way_that_fits_binds_the_model(kind, grammar, name):
    way = constraints.choose(kinds.kind(kind).constraints, grammar)
    assert (way and way.name) == name


def choice(content="x", finish="stop", **more):
    return {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}, **more}


def tool_call(text, name="write_program"):
    call = {"id": "t", "type": "custom", "custom": {"name": name, "input": text}}
    return choice(None, "tool_calls", message={"content": None, "tool_calls": [call]})


def item(*parts, **more):
    return {"type": "message", "role": "assistant", "content": list(parts), **more}


def part(text, *logprobs):
    return {"type": "output_text", "text": text, "logprobs": [{"token": "t", "logprob": n} for n in logprobs]}


TOKENS = {"content": [{"token": "a", "logprob": -1.5}, {"token": "b", "logprob": -0.5}]}
ASKED = Decoding(logprobs=True, stop=("END",))
BOUND = Decoding(grammar=GRAMMAR)
# An answer, how it was asked for, the way that bound it -> text, finish reason, logprob, way.
ANSWERS = [
    ("chat", choice(), ASKED, "", ("x", "stop", None, "none")),
    ("chat", choice("p END q", "length"), ASKED, "", ("p ", "stop", None, "none")),
    ("chat", choice(finish="length", logprobs=TOKENS), ASKED, "", ("x", "length", -2.0, "none")),
    ("chat", choice(logprobs=TOKENS), Decoding(), "", ("x", "stop", None, "none")),
    ("chat", choice(finish="max_tokens"), ASKED, "", ("x", "length", None, "none")),
    ("chat", choice(finish="content_filter"), ASKED, "", ("x", "content_filter", None, "none")),
    ("chat", choice(finish="eos\n\x1b[1m"), ASKED, "", ("x", "eos [1m", None, "none")),
    ("chat", choice(finish=None, logprobs=None), ASKED, "", ("x", "unknown", None, "none")),
    ("chat", choice(None, "length"), ASKED, "", ("", "length", None, "none")),
    ("chat", choice(None, message={"refusal": "no"}), ASKED, "", ("", "refusal", None, "none")),
    ("chat", choice(), BOUND, "vllm-grammar", ("x", "stop", None, "vllm-grammar")),
    ("chat", tool_call("P(a)"), BOUND, "openai-lark", ("P(a)", "stop", None, "openai-lark")),
    ("chat", tool_call("P(a)", "other"), BOUND, "openai-lark", ("", "tool_calls", None, "none")),
    ("chat", choice("I cannot."), BOUND, "openai-lark", ("I cannot.", "stop", None, "none")),
    ("responses", [item(part("x", -1.0), part("y", -2.0))], ASKED, "", ("xy", "stop", -3.0, "none")),
    ("responses", [{"type": "reasoning"}, item(part("x"))], ASKED, "", ("x", "stop", None, "none")),
    ("responses", [item({"type": "refusal", "refusal": "no"})], ASKED, "", ("", "refusal", None, "none")),
    ("responses", [{"type": "custom_tool_call", "name": "write_program", "input": "P(a)"}], BOUND, "openai-lark",
     ("P(a)", "stop", None, "openai-lark")),
    ("responses", [item(part("no"))], BOUND, "openai-lark", ("no", "stop", None, "none")),
]  # fmt: skip


def read(api, data, decoding=ASKED, way="", n=1):
    constraint = constraints.find(way) if way else None
    return PROTOCOLS[api].read(data, Call(Prompt.of("hi"), decoding, n), constraint)


@pytest.mark.parametrize(("api", "data", "decoding", "way", "wanted"), ANSWERS)
def test_an_answer_is_read(api, data, decoding, way, wanted):
    answer = {"choices": [data]} if api == "chat" else {"status": "completed", "output": data}
    (sample,) = read(api, answer, decoding, way)
    assert (sample.text, sample.finish_reason, sample.logprob, sample.constraint) == wanted


def test_an_incomplete_response_ends_for_its_reason():
    data = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "output": [item(part("x"))]}
    assert read("responses", data)[0].finish_reason == "length"


# Data -> what the error shows.
MALFORMED = [
    ("chat", {}, "'choices'"),
    ("chat", {"choices": "none"}, '"none"'),
    ("chat", {"choices": [3]}, "3"),
    ("chat", {"choices": [{}]}, "'message'"),
    ("chat", {"choices": [choice(7)]}, "text as 'content': 7"),
    ("chat", {"choices": [choice(["x"])]}, "'content'"),
    ("chat", {"choices": [choice(finish=3)]}, "'finish_reason'"),
    ("chat", {"choices": [choice(logprobs={"content": [{"logprob": "low"}]})]}, "'logprob'"),
    ("chat", {"choices": [choice(logprobs={"content": [{"logprob": float("nan")}]})]}, "'logprob'"),
    ("chat", {"choices": [choice()], "usage": []}, "'usage'"),
    ("chat", {"choices": [choice()], "usage": {"prompt_tokens": -1}}, "'prompt_tokens'"),
    ("chat", {"choices": [choice()], "usage": {"completion_tokens": True}}, "'completion_tokens'"),
    ("responses", {"status": "completed"}, "'output'"),
    ("responses", {"status": 1, "output": []}, "'status'"),
    ("responses", {"status": "failed", "error": {"message": "gone"}}, "gone"),
    ("responses", {"output": [item({"type": "output_text", "text": 5})]}, "'text'"),
    ("responses", {"output": ["x"]}, "'output'"),
]


@pytest.mark.parametrize(("api", "data", "shows"), MALFORMED)
def test_a_malformed_answer_is_named(api, data, shows):
    with pytest.raises(ModelFailed, match=re.escape(shows)) as failed:
        read(api, data)
    assert failed.value.transient
    assert len(failed.value.message) < 400


def test_a_call_of_the_tool_without_an_input_is_malformed():
    with pytest.raises(ModelFailed, match="'input'"):
        read("chat", {"choices": [tool_call(None)]}, BOUND, "openai-lark")


@settings(max_examples=60, deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "usage", "output", "type", "status", "logprobs", "text"]),
        inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
def test_any_json_is_read_or_refused(data):
    for api in PROTOCOLS:
        for way in ("", "openai-lark"):
            try:
                samples = read(api, data if isinstance(data, dict) else {"choices": data, "output": data}, BOUND, way)
            except ModelFailed:
                continue
            assert all(isinstance(s.text, str) for s in samples)


def test_the_samples_of_a_request_carry_all_of_its_tokens():
    data = {"choices": [choice(), choice(), choice()], "usage": {"prompt_tokens": 7, "completion_tokens": 11}}
    kept = read("chat", data, n=2)
    assert len(kept) == 2
    assert [s.usage.prompt_tokens for s in kept] == [7, 0]
    assert sum((s.usage for s in kept), Usage()) == Usage(7, 11)


# Status, body, headers -> whether it may pass, seconds to wait, words of the message.
REFUSALS = [
    (429, {"error": {"message": "slow down"}}, {"retry-after": "2"}, True, 2.0, "answered 429: slow down"),
    (429, {}, {"retry-after-ms": "1500", "retry-after": "9"}, True, 1.5, "429"),
    (429, {}, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, True, 0.0, "429"),
    (429, {}, {"retry-after": "soon"}, True, None, "429"),
    (429, {}, {"retry-after": "-3"}, True, None, "429"),
    (429, {}, {"retry-after": "inf"}, True, None, "429"),
    (429, {"error": {"message": "pay", "code": "insufficient_quota"}}, {}, False, None, "pay"),
    (500, "oops\x1b[31m\nhidden", {}, True, None, "500: oops [31m hidden"),
    (502, None, {}, True, None, "502: nothing"), (503, [], {}, True, None, "503"), (529, {}, {}, True, None, "529"),
    (501, {}, {}, False, None, "501"), (408, {}, {}, True, None, "408"), (409, {}, {}, True, None, "409"),
    (425, {}, {}, True, None, "425"), (400, {"detail": [{"msg": "bad"}]}, {}, False, None, "bad"),
    (401, {"error": "no!"}, {}, False, None, "401: no!"), (403, {}, {}, False, None, "403"),
    (404, {"message": "none"}, {}, False, None, "404: none"), (422, {"detail": "x" * 999}, {}, False, None, "422: xxx"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "headers", "transient", "after", "words"), REFUSALS)
def test_a_refusal_says_whether_it_may_pass(status, body, headers, transient, after, words):
    failed = failures.failure(status, body, headers, address="http://host/v1")
    assert (failed.transient, failed.retry_after) == (transient, after)
    assert words in failed.message
    assert failed.message.isprintable()
    assert len(failed.message) < 350


@pytest.mark.parametrize(("status", "body", "has_key", "models", "words"), [
    (401, {}, False, (), "KEY is not set"), (401, {}, True, (), "KEY was not accepted"),
    (403, {}, True, (), "KEY was not accepted"), (404, {}, True, ("a", "b"), "the server has a, b"),
    (404, {}, True, (), "check the model's name"), (400, {"error": "pinned"}, True, ("a",), "the server has a"),
    (400, {"error": {"message": "maximum context length is 9", "param": "messages"}}, True, (), "shorten"),
    (400, {"error": {"message": "no", "param": "temperature"}}, True, ("tiny",), "'temperature'"),
    (429, {"code": "insufficient_quota"}, True, (), "credit"), (400, {}, True, (), None),
])  # fmt: skip
def test_a_refusal_says_how_to_mend_it(status, body, has_key, models, words):
    text = failures.hint(status, body, key_env="KEY", has_key=has_key, name="tiny", models=models)
    assert words in text if words else text is None


@pytest.mark.parametrize(("owner", "kind"), [
    ("vllm", "vllm"), ("sglang", "sglang"), ("llamacpp", "llamacpp"), ("library", "ollama"), ("me", "plain"),
])  # fmt: skip
def test_the_kind_of_server_is_found_out_once(model, owner, kind):
    with FaultServer(Plan(owner=owner)) as server:
        found = model(base_url=server.url)
        assert found.capabilities.grammars == ()
        found.generate(["p", "q", "r"])
        assert found.settings["server"] == kind
        assert found.capabilities.grammars == kinds.kind(kind).constraints
        assert server.log.paths.count("/v1/models") == 1


def test_a_server_without_a_list_of_models_is_plain(model):
    with FaultServer(Plan(unlisted=404)) as server:
        found = model(base_url=server.url)
        assert [s.constraint for s in found.generate(["p"], grammar=GRAMMAR)[0]] == ["none"]
        assert found.settings["server"] == "plain"


def test_a_list_of_models_that_fails_is_a_failure_that_says_what_to_do(model):
    with FaultServer(Plan(unlisted=500)) as server, pytest.raises(ModelFailed, match="answered 500") as failed:
        model(base_url=server.url).generate(["p"])
    assert failed.value.transient
    assert "`server`" in failed.value.hint


def test_openais_own_address_is_known(model):
    assert model().settings["server"] == "openai"
    assert model(base_url="https://api.openai.com/v1/").capabilities.many


def test_one_request_where_n_is_known_and_else_one_each(model):
    with FaultServer(Plan(latency=0.05)) as server:
        for kind, requests in (("vllm", 1), ("plain", 5)):
            samples = model(base_url=server.url, server=kind).generate([kind], n=5, seed=10)[0]
            assert len({s.text for s in samples}) == 5
            assert server.log.requests[kind] == requests
        assert sorted(b["seed"] for b in server.log.bodies if b["messages"][0]["content"] == "plain") == [
            *range(10, 15)
        ]
        assert server.log.most_at_once == 5


@pytest.mark.parametrize("fault", ["fewer", "more"])
def test_any_number_of_choices_gives_the_samples_asked_for(model, fault):
    with FaultServer(Plan(always=fault)) as server:
        samples = model(base_url=server.url, server="vllm").generate(["p"], n=5, seed=0)[0]
        assert len({s.text for s in samples}) == len(samples) == 5
        seeds = [(b.get("n", 1), b["seed"]) for b in server.log.bodies]
        assert seeds == ([(5, 0), (3, 2), (2, 3), (1, 4)] if fault == "fewer" else [(5, 0)])


@pytest.mark.parametrize(("fault", "words"), [
    ("429", "answered 429"), ("500", "answered 500"), ("503", "answered 503"), ("broken", "not JSON"),
    ("shape", "'choices'"), ("closed", "no answer from"), ("half", "not completed"),
    ("empty", "without a sample"), ("slow", "no answer within 0.2 s"),
])  # fmt: skip
@pytest.mark.parametrize("api", ["chat", "responses"])
def test_every_fault_is_a_failure_that_may_pass(model, fault, words, api):
    with FaultServer(Plan(always=fault)) as server:
        failing = model(base_url=server.url, server="plain", timeout=0.2, api=api)
        if (fault, api) == ("empty", "responses"):
            assert failing.generate(["p"])[0][0].text == ""
            return
        wanted = words if api == "chat" else words.replace("choices", "output")
        with pytest.raises(ModelFailed, match=wanted) as failed:
            failing.generate(["p"])
    assert failed.value.transient
    assert server.log.requests["p"] == 1


def test_no_server_is_a_failure_that_may_pass(model):
    with FaultServer() as server:
        pass
    with pytest.raises(ModelFailed, match="no answer from http://127") as failed:
        model(base_url=server.url).generate(["p"])
    assert failed.value.transient


def test_an_unknown_model_is_answered_with_the_servers_models(model):
    with FaultServer() as server, pytest.raises(ModelFailed, match="answered 404") as failed:
        model("huge", base_url=server.url).generate(["p"])
    assert failed.value.hint == "the server has tiny"
    assert not failed.value.transient


def test_the_key_is_sent_and_shown_nowhere(model, monkeypatch):
    monkeypatch.setenv("SOME_KEY", SECRET)
    monkeypatch.setenv("OPENAI_ORG_ID", "my-org")
    with FaultServer(Plan(key=SECRET, echo=True)) as server:
        asked = model(base_url=server.url, key_env="SOME_KEY")
        assert asked.generate(["p"])[0][0].text
        assert any(f"Bearer {SECRET}" in head for head in server.log.headers)
        assert not any("my-org" in head for head in server.log.headers)
        shown = [repr(asked), str(vars(asked)), json.dumps(asked.settings), asked.identity]
        monkeypatch.setenv("SOME_KEY", SECRET + "x")
        refused = model(base_url=server.url, key_env="SOME_KEY", server="plain")
        with pytest.raises(ModelFailed, match="401") as failed:
            refused.generate(["p"])
        shown += ["".join(traceback.format_exception(failed.value))]
    assert "SOME_KEY was not accepted" in failed.value.hint
    assert not [text for text in shown if SECRET in text]


def test_a_password_in_the_address_is_sent_and_shown_nowhere(model):
    sent = base64.b64encode(b"me:open sesame").decode()
    with FaultServer(Plan(key=sent, echo=True)) as server:
        asked = model(base_url=server.url.replace("//", "//me:open%20sesame@"))
        assert asked.generate(["p"])[0][0].text
        shown = [repr(asked), str(vars(asked)), json.dumps(asked.settings), asked.identity]
    with FaultServer(Plan(key="another", echo=True)) as server:
        refused = model(base_url=server.url.replace("//", "//me:open%20sesame@"))
        with pytest.raises(ModelFailed, match="401") as failed:
            refused.generate(["p"])
        shown += ["".join(traceback.format_exception(failed.value))]
    assert not [text for text in shown for secret in (sent, "open%20sesame", "open sesame") if secret in text]


def test_a_missing_key_is_named_for_openai_and_needless_elsewhere(model, monkeypatch):
    monkeypatch.delenv("SOME_KEY", raising=False)
    with pytest.raises(ModelFailed, match="SOME_KEY is not set"):
        model("gpt-5", key_env="SOME_KEY").generate(["p"])
    with FaultServer() as server:
        assert model(base_url=server.url, key_env="SOME_KEY").generate(["p"])[0]


def test_a_key_with_a_line_break_is_refused(model, monkeypatch):
    monkeypatch.setenv("SOME_KEY", f"{SECRET}\r\nX-Header: 1")
    with pytest.raises(ModelFailed, match="characters that no key has") as failed:
        model(base_url="http://localhost:1/v1", key_env="SOME_KEY").generate(["p"])
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize(("settings", "error"), [
    ({"server": "vlm"}, UnknownName), ({"api": "completions"}, UnknownName), ({"constraint": "regex"}, UnknownName),
    ({"base_url": "localhost:8000"}, ModelFailed), ({"base_url": "http://a/v1?key=b"}, ModelFailed),
    ({"base_url": "file:///etc/passwd"}, ModelFailed),
])  # fmt: skip
def test_wrong_settings_are_refused_at_once(settings, error):
    with pytest.raises(error):
        ServerModel("tiny", **settings)


def test_a_forced_way_and_further_fields_are_sent_and_told(model):
    with FaultServer() as server:
        forced = model(base_url=server.url, constraint="vllm-grammar", extra={"top_p": 0.9})
        assert forced.generate(["p"], grammar=GRAMMAR)[0][0].constraint == "vllm-grammar"
        assert server.log.bodies[-1]["top_p"] == 0.9
        assert server.log.bodies[-1]["structured_outputs"] == {"grammar": LARK}
        unbound = model(base_url=server.url, server="vllm", constraint="none")
        assert unbound.generate(["p"], grammar=GRAMMAR)[0][0].constraint == "none"
    assert len({forced.identity, unbound.identity, model(base_url=server.url).identity}) == 3


@pytest.mark.slow
def test_no_sample_is_lost_or_doubled(model):
    prompts = [f"prompt {i}" for i in range(120)]
    plan = Plan(rate=0.4, seed=39, slow=1.0)
    with FaultServer(plan) as server:
        whole = model(base_url=server.url, server="vllm", timeout=0.4)
        done = Retrying(whole, 12, 0.01, 0.05).generate(prompts, n=3)
        log = server.log
    texts = [sample.text for samples in done for sample in samples]
    assert [len(samples) for samples in done] == [3] * len(prompts)
    assert len(set(texts)) == len(texts)
    for prompt, samples in zip(prompts, done, strict=True):
        assert {log.serials[int(s.text.rpartition(" ")[2])] for s in samples} == {prompt}
    assert set(log.faults) == {"", *plan.faults}


def test_64_calls_are_at_work_at_once(model):
    with FaultServer(Plan(latency=0.3)) as server:
        busy = model(base_url=server.url, server="plain")
        start = time.perf_counter()
        busy.generate([f"p{i}" for i in range(128)], n=1)
        seconds = time.perf_counter() - start
        assert server.log.most_at_once == 128
        assert server.log.connections <= 129
    assert seconds < 128 * 0.3 / 8


def test_a_connection_is_used_again_and_replaced_when_it_is_gone(model):
    with FaultServer() as server:
        calling = model(base_url=server.url, server="plain")
        for _ in range(5):
            calling.generate(["p"])
        assert server.log.connections == 1
        server.drop_all()
        calling.generate(["p"])
        assert server.log.connections == 2
        calling.close()
        assert server.quiet()
        calling.generate(["p"])
        assert server.log.connections == 3


def test_a_cancelled_call_gives_its_connection_up(model):
    with FaultServer(Plan(latency=5.0)) as server:
        slow = model(base_url=server.url, server="plain")

        async def cancelled():
            task = asyncio.create_task(slow.complete(Call(Prompt.of("p"), Decoding(), 3)))
            while server.log.at_once < 3:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        loop.run(cancelled())
        assert server.quiet()


def test_another_event_loop_gets_connections_of_its_own(model):
    with FaultServer() as server:
        calling = model(base_url=server.url, server="plain")
        calling.generate(["p"])

        async def elsewhere():
            samples = await calling.complete(Call(Prompt.of("q"), Decoding()))
            await calling.aclose()
            return samples

        assert asyncio.run(elsewhere())[0].text.startswith("q")


def test_a_program_that_json_spells_comes_back_as_text(model):
    kind = {"predicate": "Kind", "arguments": ["fae"]}
    data = {"premises": [kind], "conclusion": {"not": kind}}
    texts = iter([json.dumps(data), '{"premises": ['])
    with FaultServer(Plan(owner="library"), answer=lambda *_: next(texts)) as server:
        bound = model(base_url=server.url)
        whole, cut = (bound.generate(["p"], grammar=GRAMMAR)[0][0] for _ in range(2))
    assert (whole.text.split(), whole.constraint) == (["Kind(fae)", "⊢", "¬Kind(fae)"], "json-schema")
    assert (cut.text, cut.constraint) == ('{"premises": [', "json-schema")


def test_a_proxy_of_the_environment_is_used(model, monkeypatch):
    with FaultServer(Plan(key=SECRET, echo=True)) as server:
        monkeypatch.setenv("SOME_KEY", SECRET)
        monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
        calling = model(base_url="http://model.example/v1", key_env="SOME_KEY", server="vllm")
        assert len(calling.generate(["p"], n=3)[0]) == 3
        assert server.log.paths == ["http://model.example/v1/chat/completions"]
        refused = model(base_url="http://model.example/v1", server="plain")
        with pytest.raises(ModelFailed, match="401"):
            refused.generate(["p"])
    with pytest.raises(ModelFailed, match=r"no answer from http://model\.example/v1") as failed:
        refused.generate(["p"])
    assert failed.value.transient


def test_a_redirection_is_not_followed_and_says_where(model):
    plan = Plan(moved="http://elsewhere.example/v1")
    with FaultServer(plan) as server, pytest.raises(ModelFailed, match="answered 308") as failed:
        model(base_url=server.url, server="plain").generate(["p"])
    assert "http://elsewhere.example/v1" in failed.value.hint


def test_a_packed_answer_is_refused(model):
    with FaultServer(Plan(packed=True)) as server, pytest.raises(ModelFailed, match="encoding"):
        model(base_url=server.url, server="plain").generate(["p"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_is_spoken_and_checked(model, tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with FaultServer(tls=context) as server:
        with pytest.raises(ModelFailed, match=r"(?i)certificate"):
            model(base_url=server.url, server="plain").generate(["p"])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        calling = model(base_url=server.url, server="plain")
        assert len(calling.generate(["p", "q"], n=2)) == 2
        calling.close()


def test_importing_the_server_models_loads_no_client():
    code = "import sys, nesy.models.server.model; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_fault_server_leaves_nothing_behind():
    before = threading.active_count()
    with FaultServer(Plan(latency=9.0)) as server:
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    assert server.log.at_once == 0
