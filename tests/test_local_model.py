"""Local transformers models: sampling, batches, grammars, files and failures."""

import asyncio
import gc
import json
import math
import shutil
import threading
import time
from collections import Counter

import pytest
import tiny_model

from nesy.errors import FileMissing, ModelFailed, ParseError, Unsupported
from nesy.exchange import Message
from nesy.languages.decoding import Grammar
from nesy.models import loop
from nesy.models.base import Decoding
from nesy.models.constrained.masks import Masks
from nesy.models.constrained.matcher import Matchers, accepts
from nesy.models.constrained.tokenizer import byte_tokenizer, model_tokenizer
from nesy.models.local.model import LocalModel
from nesy.models.local.rendering import prompt_tokens
from nesy.resources import content_text

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("llguidance")

KINDS = {"causal": {}, "seq2seq": {"seq2seq": True}, "chat": {"chat": True}}
PROMPTS = ("All rompuses are kind.", "Fae is a rompus, and no rompus is loud.", "Is Fae kind?")
FOL = Grammar("fol", content_text("grammars", "fol.lark"))
BOUNDED = Grammar("fol", 'start: ("∀" | "∃") NAME "(" NAME ")"\nNAME: /[A-Za-z]{1,12}/')


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Threads of torch cost tiny models more than they give."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    return {kind: tiny_model.build(root / kind, **settings) for kind, settings in KINDS.items()}


@pytest.fixture(scope="module")
def models(folders):
    made = {kind: LocalModel(folder, max_tokens=12) for kind, folder in folders.items()}
    yield made
    for model in made.values():
        model.close()


@pytest.fixture(params=KINDS)
def model(request, models):
    return models[request.param]


@pytest.fixture
def causal(models):
    return models["causal"]


@pytest.fixture
def copy(folders, tmp_path):
    """A folder of a causal model to break."""
    return shutil.copytree(folders["causal"], tmp_path / "copy")


def texts(rows):
    return [[sample.text for sample in samples] for samples in rows]


# --- sampling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 5])
def test_samples_depend_on_the_seed_and_not_on_the_batch(model, size):
    whole = texts(model.generate(PROMPTS, n=3, seed=7))
    other = LocalModel(model.folder.path, batch=size, max_tokens=12)
    try:
        assert texts(other.generate(PROMPTS, n=3, seed=7)) == whole
        assert texts(other.generate(PROMPTS[1:2], n=2, seed=8)) == [whole[1][1:]]
    finally:
        other.close()


def gpt2(transformers, words):
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(n_embd=32, n_layer=2, n_head=4, n_positions=256, **words)
    )


def mistral(transformers, words):
    """Its attention slides, so that a prompt's keys and values are not all kept."""
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = transformers.MistralConfig(num_key_value_heads=2, sliding_window=8, **sizes, **words)
    return transformers.MistralForCausalLM(config)


def bart(transformers, words):
    sizes = {f"{part}_{what}": n for part in ("encoder", "decoder") for what, n in SIZES.items()}
    config = transformers.BartConfig(d_model=32, max_position_embeddings=256, **sizes, **words, forced_eos_token_id=2)
    return transformers.BartForConditionalGeneration(config)


SIZES = {"ffn_dim": 64, "layers": 2, "attention_heads": 4}


@pytest.mark.parametrize("kind", [gpt2, mistral, bart])
def test_prompts_are_read_once_whatever_the_architecture(kind, tmp_path):
    import transformers

    words = tiny_model.tokenizer()
    torch.manual_seed(0)
    special = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
    network = kind(transformers, {"vocab_size": len(words), **special})
    for weights in network.parameters():
        torch.nn.init.normal_(weights, std=0.2)
    network.save_pretrained(tmp_path)
    words.save_pretrained(tmp_path)
    together, alone = (LocalModel(tmp_path, max_tokens=10, batch=size) for size in (8, 1))
    assert texts(together.generate(PROMPTS[:2], n=3, seed=3)) == texts(alone.generate(PROMPTS[:2], n=3, seed=3))
    together.close()
    alone.close()


def test_samples_of_a_prompt_differ(model):
    samples = model.generate([PROMPTS[0]], n=16, seed=0)[0]
    assert len({s.text for s in samples}) > 14
    assert texts(model.generate([PROMPTS[0]], n=16)) != texts(model.generate([PROMPTS[0]], n=16))


def test_temperature_zero_takes_the_most_probable_token(model):
    assert len({s.text for s in model.generate([PROMPTS[0]], n=4, temperature=0.0)[0]}) == 1


def test_logprob_is_that_of_the_model(folders, causal):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    reference = AutoModelForCausalLM.from_pretrained(folders["causal"])
    ids = AutoTokenizer.from_pretrained(folders["causal"])(PROMPTS[0], return_tensors="pt").input_ids
    expected = 0.0
    with torch.no_grad():
        for _ in range(6):
            scores = reference(ids).logits[0, -1].log_softmax(-1)
            expected += float(scores.max())
            ids = torch.cat([ids, scores.argmax().view(1, 1)], 1)
    sample = causal.generate([PROMPTS[0]], temperature=0.0, max_tokens=6, logprobs=True)[0][0]
    assert sample.logprob == pytest.approx(expected, abs=1e-4)
    assert causal.generate([PROMPTS[0]])[0][0].logprob is None


def test_logprob_of_a_bound_sample_is_that_before_the_mask(folders, causal):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folders["causal"])
    with torch.no_grad():
        ids = tokenizer(PROMPTS[0], return_tensors="pt").input_ids
        scores = AutoModelForCausalLM.from_pretrained(folders["causal"])(ids).logits[0, -1].log_softmax(-1)
    sample = causal.generate([PROMPTS[0]], logprobs=True, grammar=Grammar("fol", 'start: "x"'))[0][0]
    assert (sample.text, sample.finish_reason) == ("x", "stop")
    assert sample.logprob == pytest.approx(float(scores[tokenizer.convert_tokens_to_ids("x")]), abs=1e-4)


def test_tokens_are_drawn_as_often_as_they_are_probable():
    from nesy.models.local.sampler import inverse

    probabilities = torch.zeros(1, 300)
    probabilities[0, [0, 130, 131, 299]] = torch.tensor([0.1, 0.2, 0.3, 0.4])
    steps = 200
    drawn = Counter(int(inverse(probabilities, [(i + 0.5) / steps])[0]) for i in range(steps))
    assert {token: round(count / steps, 2) for token, count in drawn.items()} == {0: 0.1, 130: 0.2, 131: 0.3, 299: 0.4}
    assert int(inverse(probabilities, [1 - 2**-48])[0]) == 299


@pytest.mark.parametrize("setting", [{"top_k": 1}, {"top_p": 1e-6}, {"temperature": 1e-4}])
def test_the_generation_configuration_holds(copy, setting):
    file = copy / "generation_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "do_sample": True, **setting}))
    model = LocalModel(copy, max_tokens=8)
    try:
        assert texts(model.generate([PROMPTS[0]], n=3)) == texts(model.generate([PROMPTS[0]], n=3, temperature=0.0))
    finally:
        model.close()


# --- ends -------------------------------------------------------------------------------------------


def test_max_tokens_end_a_sample(model):
    for sample in model.generate([PROMPTS[0]], n=8, max_tokens=5)[0]:
        if sample.finish_reason == "length":
            assert sample.usage.completion_tokens == 5
        else:
            assert sample.finish_reason == "stop" and sample.usage.completion_tokens <= 5


def test_rows_of_one_batch_keep_their_own_limits(causal):
    async def both():
        calls = [causal.samples([PROMPTS[0]], Decoding(max_tokens=n, seed=3)) for n in (3, 12)]
        return await asyncio.gather(*calls)

    short, long = (rows[0][0] for rows in loop.run(both()))
    assert (short.usage.completion_tokens, long.usage.completion_tokens) == (3, 12)
    assert long.text.startswith(short.text)


def test_stop_texts_end_a_sample_and_are_no_part_of_it(model):
    free = model.generate([PROMPTS[0]], n=8, seed=5)[0]
    stopped = model.generate([PROMPTS[0]], n=8, seed=5, stop=["om", "hi"])[0]
    assert any(s.finish_reason == "stop" for s in stopped)
    for whole, cut in zip(free, stopped, strict=True):
        ends = [at for at in (whole.text.find("om"), whole.text.find("hi")) if at >= 0]
        assert cut.text == whole.text[: min(ends, default=len(whole.text))]
        assert cut.usage.completion_tokens <= whole.usage.completion_tokens
        assert cut.finish_reason == ("stop" if ends else whole.finish_reason)


def test_the_context_limits_what_is_written(tmp_path):
    model = LocalModel(tiny_model.build(tmp_path / "short", length=48))
    try:
        for sample in model.generate(["Fae"], n=4)[0]:
            prompt = model.generate(["Fae"], max_tokens=1)[0][0].usage.prompt_tokens
            assert sample.finish_reason == "stop" or sample.usage.completion_tokens == 48 - prompt
        with pytest.raises(ModelFailed, match="attends to 48"):
            model.generate(["All rompuses are kind. " * 20])
    finally:
        model.close()


def test_usage_counts_the_prompt_once(causal):
    samples = causal.generate([PROMPTS[0]], n=3)[0]
    assert samples[0].usage.prompt_tokens > 0
    assert [s.usage.prompt_tokens for s in samples[1:]] == [0, 0]


# --- prompts ----------------------------------------------------------------------------------------


def conversation(*roles):
    return tuple(Message(role, f"{role} speaks") for role in roles)


def test_a_chat_template_renders_the_conversation(folders):
    from nesy.models.local.rendering import prompt_tokens

    tokenizer = tiny_model.tokenizer(chat=True)
    said = tokenizer.decode(prompt_tokens(tokenizer, conversation("system", "user")))
    assert said == "<s><|system|>system speaks</s><|user|>user speaks</s><|assistant|>"


def test_a_template_without_system_messages_gets_them_with_the_users(folders):
    from nesy.models.local.rendering import prompt_tokens

    tokenizer = tiny_model.tokenizer(chat=True)
    refusal = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    tokenizer.chat_template = refusal + tiny_model.CHAT_TEMPLATE
    said = tokenizer.decode(prompt_tokens(tokenizer, conversation("system", "user", "assistant", "user")))
    assert said.startswith("<s><|user|>system speaks\n\nuser speaks</s><|assistant|>assistant speaks</s>")
    tokenizer.chat_template = "{{ raise_exception('never') }}"
    with pytest.raises(ModelFailed, match="never"):
        prompt_tokens(tokenizer, conversation("user"))


def test_without_a_template_the_texts_are_joined():
    from nesy.models.local.rendering import prompt_tokens

    tokenizer = tiny_model.tokenizer()
    assert tokenizer.decode(prompt_tokens(tokenizer, conversation("system", "user"))) == "system speaks\n\nuser speaks"
    with pytest.raises(ModelFailed, match="empty prompt"):
        prompt_tokens(tokenizer, (Message("user", ""),))


# --- grammars ---------------------------------------------------------------------------------------


def test_bound_samples_follow_the_grammar(model):
    samples = model.generate([PROMPTS[0]], n=24, seed=1, max_tokens=40, grammar=BOUNDED)[0]
    assert {s.constraint for s in samples} == {"llguidance"}
    assert {s.finish_reason for s in samples} == {"stop"}
    assert all(accepts(BOUNDED, s.text) for s in samples)
    assert {s.text[0] for s in samples} <= {"∀", "∃"} and len({s.text for s in samples}) > 20


def test_bound_tokens_are_drawn_as_if_the_mask_came_first(folders):
    """The shares of 4,000 bound first tokens are those of the masked distribution (chi-squared test)."""
    model = LocalModel(folders["causal"], max_tokens=1, batch=500)
    grammar = Grammar("fol", "start: /[a-e]{1,20}/")
    samples = model.generate(["Fae"], n=4000, seed=0, temperature=1.0, grammar=grammar)[0]
    weights = model._loaded._weights
    ids = torch.tensor([prompt_tokens(weights.tokenizer, (Message("user", "Fae"),))])
    with torch.inference_mode():
        scores = weights.model(input_ids=ids.to(weights.device)).logits[0, -1:].cpu()
    scores = scores.clone()
    Masks(model._loaded._binding.tokenizer).rule_out(scores, [model._loaded._binding.matchers.start(grammar)])
    expected = torch.softmax(scores[0], -1).double()
    texts_of = [model._loaded._binding.text([token]) for token in range(len(expected))]
    drawn = Counter(sample.text for sample in samples)
    wanted = {texts_of[i]: 4000 * float(p) for i, p in enumerate(expected) if p > 0}
    assert set(drawn) <= set(wanted) and len(wanted) > 3
    statistic = sum((drawn[text] - mean) ** 2 / mean for text, mean in wanted.items())
    freedom = len(wanted) - 1
    assert statistic < freedom + 4 * math.sqrt(2 * freedom)


def test_a_bound_sample_that_is_cut_off_is_a_prefix(causal):
    grammar = FOL
    reading = Matchers()
    for sample in causal.generate([PROMPTS[0]], n=16, seed=1, max_tokens=12, grammar=grammar)[0]:
        read = reading.start(grammar).try_consume_tokens(list(sample.text.encode()))
        assert read == len(sample.text.encode())
        if sample.finish_reason == "stop":
            assert accepts(grammar, sample.text)


def test_a_cut_inside_a_character_leaves_whole_characters(causal):
    grammar = Grammar("fol", 'start: ("⊕" | "↔" | "𝔸" | "é"){40}')
    for tokens in range(1, 8):
        for sample in causal.generate([PROMPTS[0]], n=4, max_tokens=tokens, grammar=grammar)[0]:
            assert set(sample.text) <= set("⊕↔𝔸é") and sample.finish_reason == "length"


def test_bound_and_free_rows_share_a_batch(causal):
    decodings = [Decoding(seed=2, max_tokens=24, grammar=g) for g in (None, BOUNDED)]

    async def both():
        return await asyncio.gather(*(causal.samples([PROMPTS[0]], d, 4) for d in decodings))

    together = [rows[0] for rows in loop.run(both())]
    apart = [loop.run(causal.samples([PROMPTS[0]], d, 4))[0] for d in decodings]
    assert together == apart
    assert all(accepts(BOUNDED, s.text) for s in together[1])
    assert {s.constraint for s in together[0]} == {"none"}


def test_a_grammar_that_does_not_compile_says_why(causal):
    with pytest.raises(ParseError, match="unknown name"):
        causal.generate(PROMPTS[:1], grammar=Grammar("fol", "start: nothing"))
    assert causal.generate(PROMPTS[:1], grammar=BOUNDED)[0][0].constraint == "llguidance"


def test_a_tokenizer_that_cannot_be_read_is_a_typed_error():
    class Slow:
        is_fast = False

    with pytest.raises(Unsupported, match="fast tokenizer"):
        model_tokenizer(Slow(), 10, [2])
    with pytest.raises(Unsupported, match="no token ends"):
        model_tokenizer(tiny_model.tokenizer(), 10, [])
    with pytest.raises(Unsupported, match="out of range"):
        model_tokenizer(tiny_model.tokenizer(), 10, [10**6])


ACCEPTED = ["∀x (P(x) → Q(x))", "forall x. (Man(x) -> Mortal(x))", "¬Kind(fae)", "a = b ∧ 'two words'(c)", "x"]
REFUSED = ["∀x (P(x) → Q(x)", "P(", "", "exists = bob", "P(x) Q(x)", "∀", "P(x))"]


@pytest.mark.parametrize(("text", "wanted"), [(t, True) for t in ACCEPTED] + [(t, False) for t in REFUSED])
def test_accepts_judges_whole_texts(text, wanted):
    assert accepts(FOL, text) is wanted
    assert accepts(FOL, text.encode()) is wanted


def test_compiled_grammars_are_kept_and_bounded():
    kept = Matchers(byte_tokenizer(), size=2)
    grammars = [Grammar("fol", f'start: "{letter}"') for letter in "abc"]
    for grammar in grammars:
        first, second = kept.start(grammar), kept.start(grammar)
        assert first.consume_token(grammar.lark.encode()[8]) and not second.is_accepting()
    assert len(kept._kept) == 2
    assert kept.start(grammars[0]).is_accepting() is False


# --- batches, threads, cancellation -----------------------------------------------------------------


def workers():
    return [t for t in threading.enumerate() if t.name.startswith("nesy-local-model")]


def test_calls_at_one_time_share_batches(folders):
    model = LocalModel(folders["causal"], batch=8, max_tokens=4)
    sizes = []
    draw = model._draw
    model._draw = lambda rows: sizes.append(len(rows)) or draw(rows)
    try:
        model.generate([f"{i}" for i in range(20)], seed=0)
    finally:
        model.close()
    assert sum(sizes) == 20 and max(sizes) == 8 and len(sizes) <= 4


def test_callers_in_several_threads_get_their_own_samples(causal):
    prompts = [f"Rompus {i} is kind." for i in range(6)]
    alone = [texts(causal.generate([p], n=2, seed=i)) for i, p in enumerate(prompts)]
    found = {}

    def ask(i):
        found[i] = texts(causal.generate([prompts[i]], n=2, seed=i))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(len(prompts))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [found[i] for i in range(len(prompts))] == alone


def test_a_caller_with_a_loop_of_its_own(causal):
    there = asyncio.run(causal.agenerate(PROMPTS[:1], n=2, seed=4))
    assert texts(there) == texts(causal.generate(PROMPTS[:1], n=2, seed=4))


def test_a_cancelled_call_ends_its_rows(folders):
    model = LocalModel(folders["causal"], max_tokens=2000)
    model.generate(["warm up"], max_tokens=1)

    async def cancelled():
        call = asyncio.create_task(model.samples(["Fae"], Decoding(), 8))
        await asyncio.sleep(0.1)
        call.cancel()
        await asyncio.wait([call])
        return call.cancelled()

    started = time.perf_counter()
    assert loop.run(cancelled())
    assert len(model.generate(["Fae"], n=2, max_tokens=3)[0]) == 2
    assert time.perf_counter() - started < 3
    model.close()


def test_closing_ends_the_thread_and_a_later_call_loads_again(folders):
    before = set(workers())
    model = LocalModel(folders["causal"], max_tokens=4)
    first = model.generate(PROMPTS[:1], seed=1, grammar=BOUNDED)
    own = set(workers()) - before
    assert len(own) == 1
    model.close()
    assert not any(thread.is_alive() for thread in own) and model._loaded is None
    assert model.generate(PROMPTS[:1], seed=1, grammar=BOUNDED) == first
    model.close()
    model.close()


def test_closing_while_at_work_fails_the_calls(folders):
    model = LocalModel(folders["causal"], max_tokens=2000)
    model.generate(["warm up"], max_tokens=1)

    async def closed():
        calls = [asyncio.create_task(model.samples(["Fae"], Decoding(), 9)) for _ in range(4)]
        await asyncio.sleep(0.1)
        await model.aclose()
        return await asyncio.gather(*calls, return_exceptions=True)

    outcomes = loop.run(closed())
    assert all(isinstance(o, ModelFailed) and "closed" in str(o) for o in outcomes)


def test_a_model_that_is_forgotten_ends_its_thread(folders):
    before = set(workers())
    model = LocalModel(folders["causal"], max_tokens=2)
    model.generate(["x"])
    own = set(workers()) - before
    assert own
    del model
    for _ in range(100):
        gc.collect()  # the event loop may still let go of the call
        if not any(thread.is_alive() for thread in own):
            break
        time.sleep(0.02)
    assert not any(thread.is_alive() for thread in own)


# --- memory -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "room", "n"),
    [(torch.OutOfMemoryError("CUDA out of memory"), 3, 8), (RuntimeError("can't allocate memory: 12"), 0, 2)],
)
def test_memory_that_runs_out_halves_the_batch(folders, error, room, n):
    model = LocalModel(folders["causal"], batch=8, max_tokens=4)
    expected = texts(model.generate(PROMPTS[:1], n=n, seed=0))
    whole = model._loaded._weights.model.generate

    def cramped(input_ids, **settings):
        if len(input_ids) > room:
            raise error
        return whole(input_ids=input_ids, **settings)

    model._loaded._weights.model.generate = cramped
    try:
        if room:
            assert texts(model.generate(PROMPTS[:1], n=n, seed=0)) == expected
        else:
            with pytest.raises(ModelFailed, match="memory does not suffice"):
                model.generate(PROMPTS[:1], n=n)
    finally:
        model.close()


def test_a_failure_inside_the_model_is_typed(folders):
    model = LocalModel(folders["causal"], max_tokens=4)
    model.generate(PROMPTS[:1])

    def broken(**_):
        raise IndexError("index out of range in self")

    model._loaded._weights.model.generate = broken
    with pytest.raises(ModelFailed, match="index out of range") as caught:
        model.generate(PROMPTS[:1])
    assert isinstance(caught.value.__cause__, IndexError)
    model.close()


# --- files ------------------------------------------------------------------------------------------


def test_a_missing_folder_or_file_is_named(copy, tmp_path):
    with pytest.raises(FileMissing, match="there is no folder"):
        LocalModel(tmp_path / "nowhere")
    with pytest.raises(FileMissing, match="download=True"):
        LocalModel("someone/some-model")
    weights = copy / "model.safetensors"
    weights.unlink()
    with pytest.raises(FileMissing, match=r"no \*\.safetensors"):
        LocalModel(copy)
    (copy / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ModelFailed, match="safetensors") as caught:
        LocalModel(copy)
    assert "can run code" in str(caught.value)
    (copy / "config.json").unlink()
    with pytest.raises(FileMissing, match=r"no config\.json"):
        LocalModel(copy)


def broken(copy, how):
    from safetensors.torch import load_file, save_file

    file = copy / "model.safetensors"
    if how == "truncated":
        file.write_bytes(file.read_bytes()[:1000])
    elif how == "garbage":
        file.write_bytes(b"garbage")
    elif how == "lacking":
        held = load_file(file)
        del held["model.layers.1.mlp.up_proj.weight"]
        save_file(held, file, metadata={"format": "pt"})
    elif how == "unknown":
        (copy / "config.json").write_text('{"model_type": "no-such-model"}')
    elif how == "tokenizer":
        (copy / "tokenizer.json").write_text('{"version": "1.0"}')


@pytest.mark.parametrize("how", ["truncated", "garbage", "lacking", "unknown", "tokenizer"])
def test_broken_files_are_a_typed_error(copy, how):
    broken(copy, how)
    model = LocalModel(copy)
    with pytest.raises(ModelFailed) as caught:
        model.generate(PROMPTS[:1])
    assert str(copy) in str(caught.value) or how == "lacking"
    model.close()


def test_a_configuration_that_is_not_json_is_found_at_once(copy):
    (copy / "config.json").write_text("{")
    with pytest.raises(ModelFailed, match="not JSON"):
        LocalModel(copy)


def test_code_that_comes_with_a_model_is_not_run(copy, tmp_path):
    mark = tmp_path / "ran"
    (copy / "modeling_own.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    config = {
        "model_type": "own",
        "auto_map": {"AutoConfig": "modeling_own.C", "AutoModelForCausalLM": "modeling_own.M"},
    }
    (copy / "config.json").write_text(json.dumps(config))
    model = LocalModel(copy)
    with pytest.raises(ModelFailed, match="never run"):
        model.generate(PROMPTS[:1])
    assert not mark.exists()
    model.close()


@pytest.mark.parametrize("setting", [{"device": "nonsense"}, {"dtype": "int8"}, {"dtype": "nonsense"}])
def test_devices_and_types_that_are_not_there(folders, setting):
    model = LocalModel(folders["causal"], **setting)
    with pytest.raises(ModelFailed, match="cannot be loaded"):
        model.generate(PROMPTS[:1])
    model.close()


def test_half_precision(folders):
    model = LocalModel(folders["causal"], dtype="bfloat16", max_tokens=4)
    sample = model.generate(PROMPTS[:1], logprobs=True)[0][0]
    assert model._loaded._weights.model.dtype == torch.bfloat16 and math.isfinite(sample.logprob)
    model.close()


def test_limits_below_one_are_refused(folders):
    with pytest.raises(ValueError, match="1 or more"):
        LocalModel(folders["causal"], batch=0)


def test_identity_changes_with_the_files(copy):
    model = LocalModel(copy, max_tokens=2)
    first = model.identity
    assert first == LocalModel(copy).identity and str(copy) in first
    model.generate(["x"])
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes())
    assert LocalModel(copy).identity != first
    assert model.identity == first, "the weights in memory are still the old ones"
    model.close()
    assert model.identity == LocalModel(copy).identity != first


def test_settings_are_json(causal):
    assert json.loads(json.dumps(causal.settings))["dtype"] == "auto"


# --- adapters ---------------------------------------------------------------------------------------

PEFT_WARNS = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")


@pytest.fixture
def adapter(copy, tmp_path):
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForCausalLM

    torch.manual_seed(0)
    settings = peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False, task_type="CAUSAL_LM")
    adapted = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(copy), settings)
    adapted.save_pretrained(tmp_path / "adapter")
    merged = adapted.merge_and_unload()
    whole = shutil.copytree(copy, tmp_path / "merged")
    merged.save_pretrained(whole)
    return tmp_path / "adapter"


@PEFT_WARNS
def test_an_adapter_is_loaded_with_its_base(adapter, copy):
    models = [LocalModel(f, max_tokens=12) for f in (adapter, adapter.parent / "merged", copy)]
    adapted, merged, base = (texts(m.generate(PROMPTS, n=2, seed=3)) for m in models)
    assert adapted == merged != base
    for m in models:
        m.close()


@PEFT_WARNS
def test_an_adapter_without_its_base_says_so(adapter, copy):
    shutil.rmtree(copy)
    with pytest.raises(FileMissing, match="base_model_name_or_path"):
        LocalModel(adapter)
    (adapter / "adapter_config.json").write_text("{}")
    with pytest.raises(ModelFailed, match="does not say"):
        LocalModel(adapter)
