"""A real server: ``transformers serve`` on loopback with a tiny random model, and the client against it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import tiny_model

from nesy.errors import ModelFailed
from nesy.exchange import Usage
from nesy.languages.decoding import Grammar
from nesy.models.server.model import ServerModel
from nesy.models.wrappers.metered import Metered, account
from nesy.models.wrappers.retrying import Retrying

pytestmark = pytest.mark.slow
SECONDS = 120
"""How long the server may take to start."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the server and the name of its model."""
    root = tmp_path_factory.mktemp("serve")
    name = str(tiny_model.build(root / "tiny", chat=True))
    (root / "home" / "hub").mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    command = [str(program), "serve", name, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(root / "home"), "OMP_NUM_THREADS": "1"}
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process, root / "log")
            yield f"http://127.0.0.1:{port}/v1", name
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(address, process, log):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"no answer from {address}: {log.read_text()[-2000:]}")


@pytest.fixture
def model(served):
    url, name = served
    with_server = ServerModel(name, base_url=url, key_env="", server="transformers")
    yield with_server
    with_server.close()


def test_samples_come_back_with_their_usage(model):
    metered = Metered(model)
    done = metered.generate(["Is Fae kind?", "All rompuses are kind."], n=3, temperature=1.0, max_tokens=12, seed=0)
    samples = [sample for several in done for sample in several]
    assert [len(several) for several in done] == [3, 3]
    assert all(0 < s.usage.completion_tokens <= 12 and s.usage.prompt_tokens > 3 for s in samples)
    assert all((s.finish_reason == "length") == (s.usage.completion_tokens == 12) for s in samples)
    assert account(metered).usage == sum((s.usage for s in samples), Usage())
    assert len({s.text for s in samples}) > 3


@pytest.mark.parametrize("tokens", [1, 5])
def test_max_tokens_is_kept(model, tokens):
    sample = model.generate(["Is Fae kind?"], max_tokens=tokens, temperature=0.0)[0][0]
    assert sample.usage.completion_tokens <= tokens
    assert sample.finish_reason == "length"


def test_sampling_draws_and_a_seed_draws_again(model):
    def drawn(seed, temperature=1.0):
        return model.generate(["Is Fae kind?"], max_tokens=20, temperature=temperature, seed=seed)[0][0].text

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1, 0.0) == drawn(2, 0.0)


def test_a_completion_ends_by_itself_without_a_limit(model):
    samples = [model.generate(["Is Fae kind?"], temperature=1.0, seed=seed)[0][0] for seed in range(4)]
    assert any(s.finish_reason == "stop" and s.usage.completion_tokens < 1024 for s in samples)
    assert all(s.usage.completion_tokens <= 1024 for s in samples)


def test_a_stop_is_no_part_of_the_text(model):
    free = model.generate(["Is Fae kind?"], max_tokens=30, temperature=0.0)[0][0]
    stop = next(c for c in free.text[2:] if c.isalnum())
    cut = model.generate(["Is Fae kind?"], max_tokens=30, temperature=0.0, stop=[stop])[0][0]
    assert cut.text == free.text.partition(stop)[0]
    assert cut.finish_reason == "stop"


def test_a_grammar_does_not_bind_it_and_the_sample_says_so(model):
    sample = model.generate(["Is Fae kind?"], max_tokens=4, grammar=Grammar("fol", 'start: "a"'))[0][0]
    assert sample.constraint == "none"


def test_the_responses_protocol_gives_the_same(served, model):
    url, name = served
    other = ServerModel(name, base_url=url, key_env="", server="transformers", api="responses")
    wanted = model.generate(["Is Fae kind?"], max_tokens=9, temperature=0.0)[0][0]
    got = other.generate(["Is Fae kind?"], max_tokens=9, temperature=0.0)[0][0]
    other.close()
    assert (got.text, got.usage) == (wanted.text, wanted.usage)


def test_auto_finds_a_plain_server(served):
    url, name = served
    found = ServerModel(name, base_url=url, key_env="")
    assert found.generate(["Is Fae kind?"], max_tokens=3)[0][0].usage.completion_tokens <= 3
    found.close()
    assert found.settings["server"] == "plain"


def test_an_unknown_model_is_an_error_that_is_not_tried_again(served):
    url, _ = served
    unknown = ServerModel("no-such-model", base_url=url, key_env="", server="transformers")
    with pytest.raises(ModelFailed, match="no-such-model") as failed:
        Retrying(unknown, 3).generate(["Is Fae kind?"])
    unknown.close()
    assert not failed.value.transient
    assert "answered 400" in failed.value.message
