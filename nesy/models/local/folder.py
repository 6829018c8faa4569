"""ModelFolder: where a model's files are, and what tells this state of them from any other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.errors import FileMissing, MissingDependency, ModelFailed

_KINDS = (".json", ".jinja", ".model", ".safetensors", ".txt")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.h5", "*.msgpack")
_SMALL = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that ``save_pretrained`` wrote: a whole model, or an adapter with the folder of its base."""

    path: Path
    base: Path | None = None
    """The base model's folder; None for a whole model."""

    @property
    def weights(self) -> Path:
        """The folder with the whole model's weights."""
        return self.base or self.path

    @property
    def tokenizer(self) -> Path:
        """The folder with the tokenizer: an adapter's own comes first."""
        return self.path if (self.path / "tokenizer_config.json").is_file() else self.weights

    @property
    def fingerprint(self) -> str:
        """12 hexadecimal digits over small files' contents and large files' sizes and times of change."""
        digest = hashlib.sha256()
        for folder in filter(None, (self.path, self.base)):
            for file in sorted(f for f in folder.iterdir() if f.suffix in _KINDS and f.is_file()):
                digest.update(f"{file.name}\0{_state(file)}\0".encode())
        return digest.hexdigest()[:12]


def _state(file: Path) -> str:
    stat = file.stat()
    if file.suffix != ".safetensors" and stat.st_size <= _SMALL:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def model_folder(target: str | Path, *, download: bool = False, revision: str | None = None) -> ModelFolder:
    """The folder of a model, once its files are found to be there.

    Args:
        target: a folder, or with ``download`` also a name on the Hugging Face hub.
        download: fetch what is not in a local folder.
        revision: which version to fetch.

    Raises:
        FileMissing: if the folder or one of its files is missing.
        ModelFailed: if its weights are pickled, or its configuration is not JSON.
        MissingDependency: if a download needs a package that is not installed.
    """
    path = _local(target, download, revision)
    adapter = path / "adapter_config.json"
    if not adapter.is_file():
        _check(path, "config.json")
        return ModelFolder(path)
    _check(path, "adapter_config.json")
    base = _base(path, _json(adapter), download)
    _check(base, "config.json")
    return ModelFolder(path, base)


def _local(target: str | Path, download: bool, revision: str | None) -> Path:
    path = Path(target).expanduser()
    if path.is_dir():
        return path.resolve()
    if download and not path.exists():
        return _fetch(str(target), revision)
    raise FileMissing(
        f"there is no folder {str(target)!r} with a model",
        hint="give the folder that save_pretrained wrote; download=True fetches a model of the Hugging Face hub",
    )


def _fetch(name: str, revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ImportError as err:
        raise MissingDependency(f"models cannot be downloaded: {err}", hint="pip install 'nesy[hf]'") from err
    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=[f"*{kind}" for kind in _KINDS]))
    except (HfHubHTTPError, LocalEntryNotFoundError, HFValidationError, OSError) as err:
        raise ModelFailed(f"the model {name!r} cannot be downloaded: {err}") from err


def _base(path: Path, config: dict[str, Any], download: bool) -> Path:
    """The folder of an adapter's base: an absolute path, one next to the adapter, or a name on the hub."""
    named = config.get("base_model_name_or_path")
    if not isinstance(named, str) or not named:
        raise ModelFailed(f"the adapter in {path} does not say which model it adapts")
    for base in (Path(named), path / named):
        if base.is_dir():
            return base.resolve()
    if download:
        return _fetch(named, config.get("revision"))
    raise FileMissing(
        f"the model {named!r} that the adapter in {path} adapts is not here",
        hint="mend base_model_name_or_path in adapter_config.json; download=True fetches a model of the hub",
    )


def _check(folder: Path, config: str) -> None:
    if not (folder / config).is_file():
        raise FileMissing(f"{folder} has no {config}", hint="a model's folder is what save_pretrained wrote")
    _json(folder / config)
    if any(folder.glob("*.safetensors")):
        return
    if any(file for pattern in _PICKLES for file in folder.glob(pattern)):
        raise ModelFailed(
            f"the weights in {folder} are not in the safetensors format",
            hint="pickled weights can run code when they are read; load them where you trust them and save them again "
            "with save_pretrained, which writes safetensors",
        )
    raise FileMissing(f"{folder} has no weights: no *.safetensors file")


def _json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as err:
        raise ModelFailed(f"{file} is not JSON: {err}") from err
    if not isinstance(data, dict):
        raise ModelFailed(f"{file} does not hold a JSON object")
    return data
