"""The words of persons in a fact: what full-text search reads."""

from kapguide.clinical import facts as f


def words_of(body: f.AnyFact) -> str:
    """What a person said in it, line by line. Empty for most kinds: what is chosen from a list is no words."""
    match body:
        case f.ClientDescribed(name=name, music_dislikes=dislikes, people=people):
            return _lines(name, dislikes, *(f"{each.name} {each.relation} {each.part}".strip() for each in people))
        case f.MedicineOrdered(kept_by=kept_by):
            return _lines(body.words, kept_by)
        case f.ListAnswered(told=told, replies=replies):
            return _lines(told, *(reply.comment for reply in replies))
        case f.TouchAgreed(how_asked=asked, how_refused=refused, signal=signal):
            return _lines(asked, refused, signal)
        case f.PermissionSaid(words=words) | f.ContactHeld(words=words) | f.CommitmentMade(words=words):
            return words
        case f.CourseEnded(reason=reason) | f.OrderEnded(reason=reason) | f.ContactCancelled(reason=reason):
            return reason
        case f.ScoreFollowed(done=words) | f.CommitmentChecked(became=words):
            return words
    return ""


def _lines(*words: str) -> str:
    return "\n".join(filter(None, words))
