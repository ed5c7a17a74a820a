"""Sample screens: every view with ordinary, long, empty, failing and waiting content."""

from __future__ import annotations

import io
from collections.abc import Iterator

from kiosk.events import EnterpriseSeen, PlaceFound
from kiosk.journeys import check_in, earlier
from kiosk.journeys.check_in import CheckInState
from kiosk.journeys.photograph import POSE
from kiosk.journeys.slip_codes import NO_APPOINTMENT, UNKNOWN, place_view, scanning_view
from kiosk.journeys.view import (
    Action,
    AskView,
    Away,
    Body,
    CaptureView,
    Card,
    ChooseItemsView,
    HomeView,
    IdentifyView,
    Line,
    NoticeView,
    QuestionView,
    ReceiptView,
    ReviewView,
    Screen,
    TableView,
    Tag,
    TicketView,
)
from kiosk.ui.filling_samples import fillings, sample_signature
from kiosk.ui.robot_samples import conversations, lobbies, maps
from kiosk.ui.sample_passports import passport_captures, passports, sample_world
from kiosk.ui.sample_records import record_samples
from kiosk.ui.sample_service import service_samples

CARD_TAG = Tag("社保卡")
TYPED_TAG = Tag("您填写")
UNSURE_TAG = Tag("请确认", "warn")
LONG_NAME = "陈样本·阿卜杜拉热合曼·买买提吐尔逊"
LONG_ITEM = "建筑起重机械使用登记及特种设备使用单位变更（含法定代表人姓名、单位名称变更）"
LONG_HEADING = "建筑起重机械使用登记变更 ＋ 特种设备使用登记"
LONG_ADDRESS = "广东省佛山市禅城区祖庙街道文华北路1号样本花园二期第十二座二单元三十层3001号"
EDIT = Action("edit", "修改", "name")
READ = Action("read_screen", "朗读", note="读给我听")
HELP, BACK, HOME = (
    Action("help", "求助", note="叫人帮忙"),
    Action("back", "返回"),
    Action("home", "首页"),
)
HOME_FOOTER = (
    HELP,
    Action("care", "大字", note="关爱版"),
    Action("high_contrast", "对比", note="高对比"),
    Action("low_reach", "低位", note="低位操作"),
    READ,
    Action("language", "语言", note="Language"),
)
FOOTER = (BACK, HOME, Action("care", "大字", note="关爱版"), READ, HELP)


def sample_screens() -> dict[str, Screen]:
    """Return name -> screen; names start with the kind of view."""
    return {
        **_screens("home", _homes(), "一门", "禅城区祖庙街道政务服务中心"),
        **_screens("lobby", lobbies(), "一门", "禅城区祖庙街道政务服务中心"),
        **_screens("ask", _asks(), "咨询"),
        **_screens("ask", conversations(dict(_asks())), "咨询"),
        **_screens("map", maps(), "怎么走"),
        **_screens("choose", _choices(), "填表办事"),
        **_screens("identify", _identifications(), "填表办事"),
        **_screens("question", _questions(), "居住证申领 ＋ 居民医保参保", "一张表，少填 14 项"),
        **_screens("fill", fillings(), "执照变更", "一张表，少填 14 项"),
        **_screens("capture", _captures(), "居住证申领"),
        **_screens("review", _reviews(), "请核对", "居住证申领 ＋ 居民医保参保"),
        **_screens("receipt", _receipts(), "提交结果"),
        **_screens("ticket", _tickets(), "取号成功"),
        **_screens("table", _tables(), "整张表"),
        **_screens("notice", _notices(), "取号排队"),
        **_screens("service", service_samples(), "维护"),
        **_screens("records", record_samples(), "查进度"),
        **dict(_overlays()),
    }


def _screens(
    kind: str, bodies: Iterator[tuple[str, Body]], title: str, subtitle: str = ""
) -> dict[str, Screen]:
    home = kind in ("home", "lobby")
    return {
        f"{kind}_{name}": Screen(
            body=body,
            title=LONG_HEADING if name == "long" and not home else title,
            subtitle=subtitle,
            corner="上午 9:41" if home else "",
            corner_note="11月24日 星期二" if home else "剩余 1:48",
            footer=HOME_FOOTER if home else FOOTER,
            banner="暂时连不上大厅，可以照常填表，2 件待上传" if name == "failing" else "",
        )
        for name, body in bodies
    }


def _overlays() -> Iterator[tuple[str, Screen]]:
    body = dict(_questions())["ordinary"]
    stay, leave = Action("stay", "我还在，继续"), Action("leave", "结束并清除")
    message = "没有人操作时，本机会清除您的全部信息"
    away = Away("您还在吗？", message, 24, stay, leave)
    recorded = "请说，我在听。评测中：您说的话会录音，保存 7 天，不想录音请打字"
    yield (
        "recorded_ordinary",
        Screen(dict(_asks())["empty"], "咨询", footer=FOOTER, banner=recorded),
    )
    yield "away_ordinary", Screen(body, "居住证申领", footer=FOOTER, away=away)


def _homes() -> Iterator[tuple[str, Body]]:
    doors = (
        Action("fill_in", "填表办事", note="一张表，办多件事", glyph="表"),
        Action("take_ticket", "取号排队", note="现在约等 6 分钟", glyph="号"),
        Action("progress", "查进度", note="看看办到哪一步了", glyph="查"),
        Action("type", "打字提问", note="说话不方便，就打字", glyph="问"),
    )
    names = (
        "居住证",
        "社保卡补办",
        "公积金提取",
        "营业执照变更",
        "全部 84 项 ›",
        "意见建议",
    )
    quick = tuple(Action("show_answer", name, name) for name in names)
    voice = Action("listen", "点这里，直接说")
    examples = ("“居住证怎么办理”", "“我的社保卡丢了”")
    hall = "等候 12 人　·　正在办理 A023"
    ask = "您好，想办什么事？"
    yield "ordinary", HomeView(ask, voice, examples, doors, quick, "大厅现在", hall)
    many = tuple(Action("show_answer", f"{name}（含变更、注销）", name) for name in names)
    crowd = "等候 128 人　·　正在办理 A023、B107、C056"
    yield "long", HomeView(ask, voice, examples, doors, many, "大厅现在", crowd)
    yield "empty", HomeView(ask, voice, examples, doors, (), "大厅现在", "没有人在等")
    called = Action("listen", "点这里，或说“你好一门”")
    yield "called", HomeView(ask, called, examples, doors, quick, "大厅现在", hall)
    silent = Action("type", "点这里，打字问", note="没有找到麦克风，请打字提问")
    offline = "暂时连不上大厅，可以照常填表，2 件待上传"
    yield "failing", HomeView(ask, silent, (), doors, quick, "大厅现在", offline, "warn")


def answer_card() -> Card:
    """Return the answer about the residence permit."""
    return Card(
        "居住证申领",
        (
            Line("条件", "住满半年，并有稳定就业、稳定住所或连续就读之一"),
            Line("带什么", "1 身份证　2 相片（可现场拍）\n3 居住、就业或就读证明之一"),
            Line("多久", "15 个工作日"),
            Line("费用", "首次不收费"),
            Line("在哪里", "3 号综合窗口，或在这里直接办"),
        ),
        "依据：居住证暂行条例　·　本厅 2026-11-02 核对",
    )


def _asks() -> Iterator[tuple[str, Body]]:
    asked = "外地人办居住证要什么手续"
    more = (
        Action("take_ticket", "取号"),
        Action("print_list", "打印材料清单"),
        Action("listen", "再问一句"),
    )
    fill_in = Action("fill_in", "马上填表", "residence")
    spoken = "居住证。需要带两样，居民身份证和居住地址证明。15 个工作日办好。要现在办吗？"
    reading = "正在朗读，按“停止朗读”可打断"
    yield (
        "ordinary",
        AskView(
            "speaking",
            asked,
            reading,
            card=answer_card(),
            primary=fill_in,
            actions=(*more, Action("hush", "停止朗读")),
            spoken=(6, 12),
            spoken_text=spoken,
        ),
    )
    yield (
        "beyond_guide",
        AskView(
            "idle",
            "居住证可以别人代领吗",
            "还想问什么？按“再问一句”",
            card=answer_card(),
            message="这一点办事指南里没有写，以窗口答复为准。",
            message_tone="warn",
            primary=fill_in,
            actions=(
                more[0],
                Action("record_question", "请工作人员回答"),
                more[2],
                Action("read_aloud", "读给我听"),
            ),
        ),
    )
    lines = tuple(Line(f"材料 {i}", f"{LONG_ITEM}证明原件和复印件") for i in range(1, 7))
    yield (
        "long",
        AskView(
            "idle",
            "我想问一下我老婆户口不在这边但是小孩要在这里读一年级的话居住证应该怎么去办理啊",
            "还想问什么？按“再问一句”",
            card=Card(LONG_ITEM, lines, f"依据：{LONG_ITEM}管理办法　·　待大厅核对"),
            primary=fill_in,
            actions=(*more, Action("read_aloud", "读给我听")),
        ),
    )
    listening = AskView(
        "listening",
        "",
        "请说，我在听",
        primary=Action("stop_listening", "说完了"),
        actions=(Action("type", "打字提问"),),
    )
    yield "empty", listening
    yield (
        "failing",
        AskView(
            "idle",
            "今天天气怎么样",
            "还想问什么？按“再问一句”",
            message="这个问题本机答不了。可以换个说法，或请工作人员帮您，也可拨打 12345。"
            "要我记下来请工作人员回答吗？",
            message_tone="warn",
            primary=Action("listen", "点这里，直接说"),
            actions=(
                Action("record_question", "记下来，请工作人员回答"),
                Action("help", "叫工作人员"),
                Action("type", "打字提问"),
            ),
        ),
    )
    yield "waiting", AskView("thinking", asked, "正在想……", actions=listening.actions)
    yield (
        "hearing",
        AskView(
            "listening",
            "居住证怎么办",
            "请说，我在听",
            level=0.8,
            primary=listening.primary,
            actions=listening.actions,
        ),
    )
    situations = ("名称", "住所", "经营范围", "法定代表人", "股东", "董事、监事、高管备案")
    yield (
        "situations",
        AskView(
            "speaking",
            "公司搬家了",
            reading,
            card=answer_card(),
            choices=tuple(Action("choose_situation", name, name) for name in situations),
            primary=fill_in,
            actions=(*more, Action("hush", "停止朗读")),
            spoken_text="执照变更。要带什么，看您是哪一种。您是哪一种？",
        ),
    )
    guesses = ("居住证申领", "居住登记", LONG_ITEM)
    yield (
        "unsure",
        AskView(
            "speaking",
            "居住的那个证",
            reading,
            message="您是想问下面哪一件？",
            choices=tuple(Action("choose_guess", name, name) for name in guesses),
            primary=Action("listen", "点这里，直接说"),
            actions=(Action("type", "打字提问"), Action("all_items", "全部事项")),
        ),
    )
    yield (
        "typing",
        AskView(
            "idle",
            "",
            "请输入您想问的事",
            typed="居住证",
            primary=Action("ask_typed", "问一问"),
            actions=(Action("listen", "改用说话"),),
            candidates=_words("怎么办", "怎么", "真么", "怎", "增么", "针么"),
            pinyin="zenmeban",
        ),
    )


def _words(*words: str) -> tuple[Action, ...]:
    return tuple(Action("word", word, word) for word in words)


def _choices() -> Iterator[tuple[str, Body]]:
    title, hint = "要办哪几件事？", "可以一起选，相同的内容只填一次"
    items = tuple(
        Action("toggle_item", name, name, note=note, chosen=i in (0, 2))
        for i, (name, note) in enumerate(
            (
                ("居住证申领", "市公安局禅城分局"),
                ("居住登记", "市公安局禅城分局"),
                ("居民医保参保", "区医保局"),
                ("社保卡补办", "区人社局"),
                ("灵活就业登记", "区人社局"),
            )
        )
    )
    saved = "两件事一张表，少填 14 项"
    go_on = Action("start_filling", "填一张表（2 件事）")
    yield "ordinary", ChooseItemsView(title, hint, items, saved, go_on)
    many = tuple(
        Action("toggle_item", f"{LONG_ITEM}{i}", str(i), note="佛山市禅城区住房城乡建设和水利局")
        for i in range(12)
    )
    filters = tuple(Action("filter", name, name, chosen=name == "社会民生") for name in _THEMES)
    yield "long", ChooseItemsView(title, hint, many, saved, go_on, filters)
    asleep = Action("start_filling", "填一张表（0 件事）", enabled=False)
    yield "empty", ChooseItemsView(title, "没有可以在这里填表的事，请到窗口", (), "", asleep)


_THEMES = ("全部", "社会民生", "户籍出入境", "经营许可", "住房公积金", "不动产登记")


def _identifications() -> Iterator[tuple[str, Body]]:
    title, hint = "请把社保卡放到读卡器上", "芯片朝上，插到底，等一秒钟"
    manual = (
        Action("by_camera", "用摄像头读身份证"),
        Action("without_card", "没带卡，自己填写"),
    )
    lines = (
        Line("姓名", "陈样本", CARD_TAG),
        Line("身份号码", "1101 **** **** 002X", CARD_TAG),
        Line("性别", "男", CARD_TAG),
    )
    confirm = Action("confirm_card", "是我，继续")
    again = (Action("not_me", "不是我，换一张卡"),)
    ask = "这是您吗？"
    yield "ordinary", IdentifyView(title, hint, "card_reader", actions=manual)
    card = Card("卡上写的是", lines)
    read = IdentifyView(ask, "", "card_read", card=card, primary=confirm, actions=again)
    yield "read", read
    long = Card("卡上写的是", (Line("姓名", LONG_NAME, CARD_TAG), *lines[1:]))
    note = "此卡的身份号码由另一发卡地写入，请与身份证核对"
    yield "long", IdentifyView(ask, note, "card_read", note, "warn", long, confirm, again)
    fault = "没有读出来：卡没有插到底。请取出来，芯片朝上再插一次。"
    retry = Action("read_card", "重新读卡")
    yield (
        "failing",
        IdentifyView(title, hint, "card_fault", fault, "error", primary=retry, actions=manual),
    )
    gone = "读卡器没有连接，已通知工作人员"
    go_on = Action("without_card", "自己填写，继续")
    yield "empty", IdentifyView("现在不能读卡", "", "no_reader", gone, "warn", primary=go_on)
    choice = "您可以用摄像头读身份证，也可以自己填写，办事不受影响。"
    camera = manual[0]
    yield (
        "camera",
        IdentifyView(
            "读卡器暂时不能用", choice, "no_reader", gone, "warn", primary=camera, actions=(go_on,)
        ),
    )
    yield from passports()
    yield "appointment", check_in.view(CheckInState(), sample_world())
    yield "waiting", IdentifyView("正在读卡", "大约需要一秒钟", "reading", "请不要拿走卡")


def _questions() -> Iterator[tuple[str, Body]]:
    go_on = Action("next_question", "下一步")
    helpers = (
        Action("copy_from", "用证件地址", "household_address"),
        Action("speak_field", "说给我听"),
    )
    address = QuestionView(
        step=3,
        steps=6,
        question="您现在住在哪里？",
        hint="写到门牌号。两件事都用这个地址。",
        text="佛山市禅城区祖庙街道文华北路 1",
        tag=Tag("来自 2025 年办件"),
        fault="",
        keyboard="pinyin",
        primary=go_on,
        helpers=helpers,
        candidates=_words("文华北路", "文华", "文化", "问"),
        pinyin="wen'hua'bei'lu",
    )
    yield "ordinary", address
    yield (
        "long",
        QuestionView(
            18,
            34,
            "您在本市连续居住的起始日期和目前的居住方式是什么？",
            "租房的以租赁合同登记的日期为准；住在亲友家的，以社区居委会登记的日期为准。",
            LONG_ADDRESS,
            UNSURE_TAG,
            "",
            "pinyin",
            go_on,
            helpers=helpers,
            candidates=_words("中华人民共和国居住证", "中华人民", "种花", "中", "重"),
            pinyin="zhonghuarenmingongheguojuzhuzheng",
        ),
    )
    yield "empty", QuestionView(1, 6, "您的姓名？", "", "", None, "", "pinyin", go_on)
    fault = "身份号码的最后一位不对，请对照证件再看一遍"
    number = "110105194912310021"
    yield (
        "failing",
        QuestionView(
            2, 6, "您的身份号码？", "18 位", number, TYPED_TAG, fault, "resident_number", go_on
        ),
    )
    yield (
        "digits",
        QuestionView(4, 6, "您的手机号码？", "", "138", TYPED_TAG, "", "digits", go_on),
    )
    yield (
        "letters",
        QuestionView(4, 6, "您的电子邮箱？", "", "chen@", TYPED_TAG, "", "letters", go_on),
    )
    reasons = ("就业", "就读", "居住", "投靠亲属", "其他")
    yield (
        "choices",
        QuestionView(
            5,
            6,
            "您为什么来本市居住？",
            "选一个",
            "就业",
            None,
            "",
            "none",
            go_on,
            choices=tuple(Action("choose", r, r, chosen=r == "就业") for r in reasons),
        ),
    )


def _captures() -> Iterator[tuple[str, Body]]:
    title, hint = "请拍：居住证明", "把纸平放在摄像头下，四个角都要看得见"
    window = (Action("bring_to_window", "不拍了，带到窗口交"),)
    take = Action("take_photo", "拍照")
    retake = (Action("retake_photo", "重拍"), Action("another_page", "再拍一页"))
    keep = Action("keep_photo", "用这张")
    retake_one = (Action("retake_photo", "重拍这一页"), retake[1])
    keep_all = Action("keep_photo", "拍完了，用这几页")
    page = sample_page()
    before = Action("use_earlier_material", "用 2026 年 3 月交过的")
    yield "earlier", CaptureView(title, hint, "live", "", "plain", take, (before, *window))
    yield "ordinary", CaptureView(title, hint, "live", "对准了就按“拍照”", "plain", take, window)
    yield (
        "accepted",
        CaptureView(title, "", "accepted", "拍得很清楚", "ok", keep, retake, page, pages=1),
    )
    yield (
        "long",
        CaptureView(
            f"请拍：{LONG_ITEM}", hint * 2, "accepted", hint, "ok", keep_all, retake_one, page, 12
        ),
    )
    blurred = "太模糊了，字看不清。请把纸放稳，等画面不动了再拍。"
    yield "failing", CaptureView(title, "", "refused", blurred, "error", take, window, page)
    whole = (Action("keep_uncropped", "不裁边，就用整张"), *window)
    again = retake[0]
    curled = "纸没有放平，边是弯的。请把纸压平，四个角都露出来，再拍一次"
    yield "curled", CaptureView(title, "", "refused", curled, "error", again, whole, page)
    asleep = Action("take_photo", "正在检查……", enabled=False)
    yield "waiting", CaptureView(title, hint, "checking", "请稍等", "plain", asleep)
    photo, at_window = "拍一下：近期相片", (Action("bring_to_window", "不拍了，到窗口拍"),)
    tilted = "头歪了。请把头摆正，两只眼睛一样高"
    yield "portrait", CaptureView(photo, POSE, "live", tilted, "plain", take, at_window)
    yield "portrait-failing", CaptureView(photo, POSE, "refused", tilted, "error", take, at_window)
    yield from passport_captures()
    yield "code", scanning_view("")
    yield "other-code", scanning_view(UNKNOWN)
    for name, fault in (("appointment", ""), ("no-appointment", NO_APPOINTMENT)):
        scanning = CheckInState(scanning=True, card_fault=fault)
        yield name, check_in.view(scanning, sample_world())
    absent = "摄像头没有连接。请把材料带到窗口，其余照常填写。"
    go_on = Action("bring_to_window", "带到窗口交，继续")
    yield "empty", CaptureView(title, "", "no_camera", absent, "warn", go_on)


def sample_frame() -> tuple[bytes, int, int]:
    """Return the same sheet as a camera's frame: bytes of blue, green, red; width; height."""
    from PIL import Image

    page = Image.open(io.BytesIO(sample_page()))
    red, green, blue = page.split()
    return Image.merge("RGB", (blue, green, red)).tobytes(), page.width, page.height


def sample_page() -> bytes:
    """Return a PNG of a sheet of paper on a table."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (960, 720), "#4A4036")
    draw = ImageDraw.Draw(image)
    draw.polygon(((220, 60), (740, 80), (760, 660), (200, 640)), fill="#F6F3EA")
    for row in range(140, 600, 46):
        draw.line(((280, row), (690, row + 4)), fill="#5A5A5A", width=8)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


def review_cards() -> tuple[Card, ...]:
    """Return what is checked before submitting."""
    person = (
        Line("姓名", "陈样本", CARD_TAG, EDIT),
        Line("身份号码", "1101 **** **** 002X", CARD_TAG),
        Line("住址", "祖庙街道文华北路 1 号", TYPED_TAG, Action("edit", "修改", "address")),
        Line("手机", "138 **** 0000", UNSURE_TAG, Action("edit", "修改", "phone")),
    )
    materials = (
        Line("相片", "已拍摄，清晰", Tag("摄像头"), Action("retake", "重拍", "photo")),
        Line("居住证明", "租赁合同 3 页", Tag("摄像头"), Action("retake", "重拍", "home")),
        Line("身份证", "已拍照，窗口可能要看原件，请带上", Tag("照片（居民身份证）", "warn")),
        Line("社保卡", "免交", Tag("证照库")),
    )
    return Card("本人", person), Card("材料", materials)


def _reviews() -> Iterator[tuple[str, Body]]:
    consent, hint = "以上内容属实，同意用于办理这两件事。", "请在这里用手指签名"
    submit = Action("submit", "签名并提交")
    cards = review_cards()
    yield "ordinary", ReviewView(cards, (), consent, hint, b"", submit)
    long = Card(
        f"本人与{LONG_ITEM}",
        (
            Line("姓名", LONG_NAME, CARD_TAG, EDIT),
            Line("现居住地详细地址", LONG_ADDRESS, Tag("来自 2025 年办件"), EDIT),
        ),
    )
    yield "long", ReviewView((long, *cards, *cards), (), consent * 2, hint, b"", submit)
    faults = ("手机号码应是 11 位", "还没有填现居住地址")
    yield "failing", ReviewView(cards, faults, consent, hint, b"", submit)
    asleep = Action("submit", "签名并提交", enabled=False)
    waiting = "正在保存并提交，请稍等"
    yield "waiting", ReviewView(cards, (), consent, hint, sample_signature(), asleep, waiting)
    yield "empty", ReviewView((), (), consent, hint, b"", submit)


def _receipts() -> Iterator[tuple[str, Body]]:
    number, link = "CC20261124-000027", "http://hall.example/cases/CC20261124-000027"
    lines = (Line("办的事", "居住证申领、居民医保参保"), Line("预计办结", "2026-12-15"))
    take = Action("take_ticket", "取号，到窗口")
    actions = (Action("print_receipt", "打印回执"), Action("finish", "不用取号，结束"))
    sent = "带好原件，到窗口核对后就受理"
    yield "ordinary", ReceiptView("已经提交", "ok", number, link, lines, sent, take, actions)
    long = (Line("办的事", f"{LONG_ITEM}、居住证申领、居民医保参保"), *lines[1:])
    yield (
        "long",
        ReceiptView("已经提交", "ok", number * 2, link * 3, long, sent * 3, take, actions),
    )
    kept = "已经存好，连上后自动送出，不用再填。可以先取号。"
    why = (*lines, Line("原因", "大厅暂时没有回答"))
    yield "failing", ReceiptView("已经存好", "warn", "", "", why, kept, take, actions)
    yield "waiting", ReceiptView("正在送出", "plain", "", "", lines, "马上就好", take)
    refused = (*lines, Line("原因", "本月已经申领过一次"))
    yield "refused", ReceiptView("没有受理", "error", "", "", refused, "请到窗口", take, actions)


def _tickets() -> Iterator[tuple[str, Body]]:
    done = Action("finish", "好了，结束")
    promise = "结束后，本机不保留您的任何信息"
    link = "http://hall.example/tickets/7f3a9c52"
    message = "手机扫一扫，随时看排到哪里。您填好的表已送到窗口，不用再填。"
    printing = "小票正在打印，请取走"
    named = "社会民生 · 综合窗口"
    again = (Action("reprint", "再打一张小票"),)
    yield (
        "ordinary",
        TicketView(
            named,
            "A027",
            "4 位",
            "约 9 分",
            link,
            message,
            printing,
            "ok",
            done,
            promise,
            "",
            again,
        ),
    )
    yield (
        "long",
        TicketView(
            LONG_ITEM,
            "ZH1027",
            "128 位",
            "约 3 小时 40 分",
            link * 3,
            message * 2,
            printing,
            "ok",
            done,
            promise,
        ),
    )
    paperless = "打印机没有纸了，请记下号码或扫码"
    yield (
        "failing",
        TicketView(
            named, "A027", "4 位", "约 9 分", link, message, paperless, "warn", done, promise
        ),
    )
    cut_off = "优先叫号：60 岁以上老人。大厅网络断了，查不到前面还有几位。号码有效，请听叫号。"
    yield (
        "cut_off",
        TicketView(named, "A027", "", "", "", cut_off, printing, "ok", done, promise, "", again),
    )
    asleep = Action("finish", "好了，结束", enabled=False)
    yield (
        "waiting",
        TicketView(
            named, "A027", "4 位", "约 9 分", "", "", "", "plain", asleep, promise, "正在打印"
        ),
    )


def _tables() -> Iterator[tuple[str, Body]]:
    cards = review_cards()
    go_on = Action("table_done", "继续填写")
    yield "ordinary", TableView("整张表", cards[:1], go_on, message="还有 3 项没有填")
    yield "long", TableView("整张表", cards * 4, go_on)
    yield "empty", TableView("整张表", (), go_on, message="还没有要填的内容")
    names = ("社会民生", "户籍出入境", "经营许可", "住房公积金")
    here = Action("check_in", "我有预约，签到")
    actions = (here, *(Action("choose_category", name, name) for name in names))
    ask = Action("ask_priority", "老人、残疾人、军人、孕妇优先")
    yield "place", place_view(PlaceFound("A027", "综合业务", "waiting", "", 3, 12))
    yield "called", place_view(PlaceFound("A027", "综合业务", "called", "3 号窗口", 0, 0))
    yield "choices", TableView("您要办哪一类事？", (), ask, actions)
    kinds = ("60 岁以上老人", "残疾人", "军人", "孕妇")
    reasons = tuple(Action("choose_priority", name, name) for name in kinds)
    ordinary = Action("choose_priority", "都不是，普通取号")
    note = "优先叫号时，窗口会请您出示证件"
    yield "priority", TableView("您属于哪一种？", (), ordinary, reasons, note)


def _notices() -> Iterator[tuple[str, Body]]:
    yield "waiting", NoticeView("正在取号", "请稍等，马上就好", "plain", busy=True)
    early = "您约的是今天 11:00 到 12:00，10:30 起可以签到，请到时再来"
    ordinary = Action("take_ticket", "取普通号")
    yield (
        "too_early",
        NoticeView(
            "没有签到",
            early,
            "warn",
            primary=ordinary,
            actions=(Action("type_number", "输入预约号"),),
        ),
    )
    retry = Action("retry_ticket", "再试一次")
    fault = "大厅暂时没有回答。请再试一次，或直接到导办台取号。"
    staff = (Action("help", "叫工作人员", "desk"),)
    yield "failing", NoticeView("没有取到号", fault, "error", primary=retry, actions=staff)
    yield (
        "ordinary",
        NoticeView("已通知工作人员", "请在这里稍等，有人马上过来。", "ok", primary=HOME),
    )
    yield "long", NoticeView(LONG_ITEM, LONG_ADDRESS * 4, "warn", primary=retry, actions=staff)
    yield "consent", earlier.offer_view(4)
    names = ("佛山市样本餐饮管理有限公司", "广东样本建筑起重机械租赁安装工程股份有限公司禅城分公司")
    enterprises = tuple(EnterpriseSeen("914401010000000153", name, 6) for name in names)
    yield "consent_enterprise", earlier.offer_view(4, enterprises)
