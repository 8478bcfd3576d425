"""After the giving: draw receivers to be called back, note what they say, and follow every difference to its end."""

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.gifts import words
from fundapp.gifts.models import GiftCall, GiftCampaign, GiftEvent, GiftFinding, GiftList, GiftMark, GiftRow
from fundapp.gifts.sampling import drawn, sample_size
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.kernel.labels import _

WHY = "a sample is drawn from the receivers of a whole campaign"


def draw(session: Session, campaign: GiftCampaign, *, by: Actor, on: date) -> int:
    """Draw the sample of a campaign once, from the receivers of its closed lists. The seed is made of the marks of these lists, so that nobody chooses it."""
    session.refresh(campaign, with_for_update=True)
    if session.scalar(select(GiftCall.id).where(GiftCall.campaign_id == campaign.id).limit(1).execution_options(all_units=WHY)) is not None:
        raise GiftRefused(_("Mẫu của đợt này đã rút. Hãy gọi theo danh sách đã có."))
    closed = session.execute(
        select(GiftList.id, GiftList.digest).where(GiftList.campaign_id == campaign.id, GiftList.state == "closed").order_by(GiftList.id).execution_options(all_units=WHY)
    ).all()
    query = select(GiftRow.id, GiftRow.unit_id).where(
        GiftRow.list_id.in_([row.id for row in closed]), GiftRow.state == "listed", GiftRow.outcome.in_(("received", "proxy"))
    )
    units = {row.id: row.unit_id for row in session.execute(query.execution_options(all_units=WHY))}
    if not units:
        raise GiftRefused(_("Chưa có danh sách nào kết thúc, nên chưa có ai để gọi lại. Hãy rút mẫu sau khi trao xong."))
    seed = hashlib.sha256("|".join(str(row.digest) for row in closed).encode()).hexdigest()
    chosen = drawn(units, sample_size(len(units)), seed)
    session.add_all(
        GiftCall(row_id=row_id, campaign_id=campaign.id, unit_id=units[row_id], seed=seed, drawn_by_id=by.user_id, drawn_on=on) for row_id in chosen
    )
    session.flush()
    details = {"count": len(chosen), "of": len(units), "seed": seed}
    record(session, by=by, act="gifts.drawn", subject=f"gifts/campaign/{campaign.id}", unit_id=campaign.unit_id, details=details)
    return len(chosen)


def answer(session: Session, call: GiftCall, *, said: str, note: str, by: Actor, on: date) -> GiftCall:
    """Note what somebody said who was called back; a difference becomes a finding. Refuses whoever listed or handed out."""
    session.refresh(call, with_for_update=True)
    if call.answer is not None:
        raise GiftRefused(_("Người này đã được gọi và đã ghi kết quả."))
    if said not in words.ANSWERS:
        raise GiftRefused(_("Hãy chọn kết quả gọi lại."), "answer")
    if said == "differs" and not note.strip():
        raise GiftRefused(_("Hãy ghi người nhận nói khác ở chỗ nào."), "note")
    row = session.scalars(select(GiftRow).where(GiftRow.id == call.row_id).execution_options(all_units=WHY)).one()
    ticked = select(GiftMark.id).where(GiftMark.row_id == row.id, GiftMark.by_id == by.user_id)
    listed = select(GiftEvent.id).where(GiftEvent.list_id == row.list_id, GiftEvent.by_id == by.user_id, GiftEvent.act.in_(("open", "amend", "submit", "start", "close")))
    if any(session.scalar(query.limit(1).execution_options(all_units=WHY)) is not None for query in (ticked, listed)):
        raise GiftRefused(_("Bạn đã lập danh sách hoặc trao quà này nên không tự gọi lại. Hãy để người khác gọi."))
    call.answer, call.note, call.called_by_id, call.called_on = said, note.strip(), by.user_id, on
    session.flush()
    if said == "differs":
        session.add(GiftFinding(
            call_id=call.id, campaign_id=call.campaign_id, unit_id=call.unit_id, told=note.strip(), found_by_id=by.user_id, found_on=on, resolution="",
        ))
        session.flush()
    record(session, by=by, act="gifts.called", subject=f"gifts/{row.list_id}", unit_id=call.unit_id, details={"answer": said})
    return call


def resolve(session: Session, finding: GiftFinding, *, resolution: str, by: Actor, on: date) -> GiftFinding:
    """Say what came of a finding. Refuses whoever found it, and saying it twice."""
    session.refresh(finding, with_for_update=True)
    if finding.resolution:
        raise GiftRefused(_("Phát hiện này đã có kết luận."))
    if finding.found_by_id == by.user_id:
        raise GiftRefused(_("Bạn là người phát hiện nên người khác phải kết luận."))
    if not resolution.strip():
        raise GiftRefused(_("Hãy ghi kết luận."), "resolution")
    finding.resolution, finding.resolved_by_id, finding.resolved_on = resolution.strip(), by.user_id, on
    session.flush()
    record(session, by=by, act="gifts.resolved", subject=f"gifts/campaign/{finding.campaign_id}", unit_id=finding.unit_id, details={})
    return finding
