"""Personal numbers in an export."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("330421199001011234", "330421********1234"),
        ("33042119900101123X", "330421********123X"),
        ("91330421MA28ABCD3X", "913304********CD3X"),
        ("13812345678", "138****5678"),
        ("王某 13812345678、57384123456", "王某 138****5678、573****3456"),
        ("84123456", "******56"),
        ("无", "无"),
        ("", ""),
    ],
)
def test_masks(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text(alphabet="0123456789X王，- ", max_size=40))
def test_a_mask_only_hides(text: str) -> None:
    """Every sign that is shown is the sign that stands there, and masking again changes nothing."""
    shown = masked(text)
    assert len(shown) == len(text)
    assert all(sign in {"*", own} for sign, own in zip(shown, text, strict=True))
    assert masked(shown) == shown
