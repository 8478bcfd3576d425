"""How values are shown."""

from fundapp.web.formats import show_whole


def test_a_code_is_not_broken_at_its_hyphens_and_what_a_user_wrote_stays_text() -> None:
    said = show_whole("Hồ sơ HS26-00012-3, <b>PC26-0001</b> và 12-3")
    assert said == 'Hồ sơ <span class="whole">HS26-00012-3</span>, &lt;b&gt;<span class="whole">PC26-0001</span>&lt;/b&gt; và 12-3'
    assert show_whole(25) == "25"
