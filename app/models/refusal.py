"""The one way to say no: a sentence a clerk understands and the step that mends it."""


class Refusal(Exception):
    """Something the user can mend: nothing was changed.

    ``sentence`` says what is wrong, ``next_step`` what to do about it; both are
    plain Chinese without the closing full stop. Anything else that is raised is a bug.
    """

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence, next_step)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence}。{self.next_step}。"


class NotLetIn(Refusal):
    """A server that does not know who asks; what helps is the right password."""


class Damaged(Refusal):
    """A ledger that cannot be used as it is; what helps is one of its copies."""
