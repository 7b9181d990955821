"""Chinese by its sound: a key to sort by, and the initials people type to find a name."""

from collections.abc import Callable


class _ByCharacter(dict[int, str]):
    """A table for ``str.translate`` that works each character out once."""

    def __init__(self, spelled: Callable[[str], str]) -> None:
        super().__init__()
        self._spelled = spelled

    def __missing__(self, code: int) -> str:
        self[code] = spelled = self._spelled(chr(code))
        return spelled


def _is_chinese(character: str) -> bool:
    return character >= "\u3400"


def _readings(character: str) -> list[str]:
    from pypinyin import Style, pinyin  # its dictionaries take a quarter of a second to load

    return (
        pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0] if character >= "\u3400" else [character]
    )


def _key(character: str) -> str:
    # The separator sorts before every letter, so a short syllable comes before a longer one it begins.
    return f"{_readings(character)[0]}\x01{character}" if _is_chinese(character) else character.lower()


def _initial(character: str) -> str:
    return (_readings(character)[0][0] if _is_chinese(character) else character).lower()


_KEYS = _ByCharacter(_key)
_INITIALS = _ByCharacter(_initial)


def sort_key(text: str) -> str:
    """What ``text`` is sorted by: figures and letters as they are, then Chinese by sound and tone."""
    return text.translate(_KEYS)


def initials(text: str) -> str:
    """The first letters of the sounds of ``text``, in small letters; what is no Chinese stays."""
    return text.translate(_INITIALS)
