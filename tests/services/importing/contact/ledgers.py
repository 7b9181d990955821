"""Ledgers as clerks write them: odd headings, places in rows and titles, units everywhere, verdicts and leftovers."""

from datetime import date

from tests.services.importing.contact.sheet import Case, Means, doubted, noted

R, D, G = "reclamation", "demolition", "greening"
WEI, LUO, HUI = "330421001", "330421002", "330421003"
DAYUN, XITANG, GANYAO, TAOZHUANG, YAOZHUANG, TIANNING = (
    "330421102",
    "330421103",
    "330421105",
    "330421107",
    "330421111",
    "330421112",
)


def bracket_units() -> Case:
    """A reclamation list whose unit stands in the title, two header lines, 其中 columns, a closing total."""
    case = Case("复垦一览-单位在标题")
    page = case.page("2022年复垦")
    page.line("2022年嘉善县农村建设用地复垦项目实施情况一览表（单位：亩、万元）")
    page.merge("A1:P1")
    page.line("序号", "项目编号", "工程名称", "项目位置", None, "立项情况", None, None, "实施情况", None, "验收情况", None, None, "概算投资", "备注", "实施主体")
    page.line(None, None, None, "镇（街道）", "行政村", "立项批复文号", "批复时间", "拟复垦面积", "开工时间", "完工时间", "验收时间", "确认复垦面积", "其中：新增耕地")
    page.merge("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:H2", "I2:J2", "K2:M2", "N2:N3", "O2:O3", "P2:P3")
    page.table(
        R, None, "code", "name", "town_code", "village", "approval_doc_no", "approval_date", "approved_reclaim_area", "start_date",
        "completion_date", "accept_date", "accepted_reclaim_area", "accepted_new_farmland", "budget", "remark", "owner_unit",
    )  # fmt: skip
    t = lambda name, code: Means(name, code)  # noqa: E731
    page.record(1, "FK2022-01", "西塘镇金明村宅基地复垦项目", t("西塘镇", XITANG), "金明村", "善自然资规〔2022〕5号", date(2022, 1, 18), 23.4, date(2022, 2, 20), date(2022, 4, 15), date(2022, 5, 30), 22.9815, 22.1, 187.5, None, "西塘镇人民政府")
    page.record(2, "FK2022-02", "姚庄镇南鹿村旧砖窑复垦项目", t("姚庄镇", YAOZHUANG), "南鹿村", "善自然资规〔2022〕6号", date(2022, 1, 18), 41.2, date(2022, 3, 1), None, None, None, None, 320, "实施中", "姚庄镇人民政府")
    page.record(3, "FK2022-03", "天凝镇南星村零星复垦", t("天凝镇", TIANNING), "南星村", "善自然资规〔2022〕9号", date(2022, 2, 11), 8.75, None, None, None, None, None, 60.2, "未开工", "天凝镇人民政府")
    page.line("合计", None, None, None, None, None, None, 73.35, None, None, None, 22.9815, 22.1, 567.7)
    page.line("填表人：                 审核人：                填表日期：2022年6月30日")
    return case


def dated_dots() -> Case:
    """A demolition list with every way of writing a day, ditto marks for town and village, thousands separators."""
    case = Case("拆违清单-同上-点日期")
    page = case.page("Sheet1")
    page.line("附件2")
    page.line("嘉善县违法建筑拆除销号清单")
    page.line("报送单位（盖章）：嘉善县三改一拆办", None, None, None, None, None, "截止时间：2022年9月底", None, None, "单位：平方米")
    page.line("编号", "所在镇街", "村社", "违建户主", "联系方式", "具体地点", "违建面积", "已拆面积", "拆除方式", "拆除时间", "巡查发现时间", "是否列入精准点位")
    page.table(D, "code", "town_code", "village", "party_name", "phone", "location", "illegal_area", "demolished_area", "demolish_mode", "demolish_date", "found_date", "is_precise")
    page.record("SG-001", Means("干窑镇", GANYAO), "长生村", "张某根", "13800001111", "长生村12组", "1,204.50", "1,204.50", "强制拆除", Means("2022.3.2", "2022-03-02"), Means("2022.1.15", "2022-01-15"), Means("是", "true"))
    page.record("SG-002", Means("同上", GANYAO), Means("同上", "长生村"), "李某明", "13800002222", "长生村3组", "86", "86", Means("自行拆除", "自拆"), Means("2022年3月18日", "2022-03-18"), Means("2022-2-8", "2022-02-08"), Means("否", "false"))
    page.record("SG-003", Means("〃", GANYAO), Means("〃", "长生村"), "某某五金厂", "0573-84512345", "工业路8号", "3,500", "3,210.6", Means("协助拆除", "助拆"), Means("20220411", "2022-04-11"), Means("2021/12/30", "2021-12-30"), Means("是", "true"))
    page.record("SG-004", Means("陶庄镇", TAOZHUANG), "汾湖村", "王某芳", "13800003333", "汾湖村沿河", "420平方米", "420平方米", Means("强拆", "强拆"), Means("2022.10", "2022-10"), Means("2022年5月", "2022-05"), Means("√", "true"))
    fix(case, "demolish_mode", {"强制拆除": "强拆"})
    area(case, "illegal_area", "demolished_area")
    return case


def fix(case: Case, field: str, words: dict[str, str]) -> None:
    """Words of a field that mean others."""
    for page in case.pages:
        for table in page.tables:
            for row in table.rows.values():
                if row["values"].get(field) in words:
                    row["values"][field] = words[row["values"][field]]


def area(case: Case, *fields: str) -> None:
    """Amounts written as texts, as numbers."""
    for page in case.pages:
        for table in page.tables:
            for row in table.rows.values():
                for one in fields:
                    if one in row["values"]:
                        row["values"][one] = row["values"][one].replace(",", "").removesuffix("平方米").removesuffix("亩")


def hectares_mixed() -> Case:
    """Greening in 公顷 and 亩 column by column, trees in 万株, the kind of task as groups down the first column."""
    case = Case("绿化-公顷万株混用", county="330523")
    page = case.page("造林")
    page.line("安吉县2022年度国土绿化任务落实情况统计")
    page.line("任务类型", "小班编号", "乡镇", "村", "计划面积（公顷）", "已完成（公顷）", "其中新造（公顷）", "植树数量（万株）", "树种", "施工单位", "完工时间", "上图面积(亩)")
    page.table(G, "task_kind", "subcompartment", "town_code", "village", "plan_area", "planted_area", "new_area", "tree_count", "main_species", "contractor", "plant_end", "mapped_area")
    page.record(Means("新增造林", "新增造林"), "AJ-001", Means("孝丰镇", "330523105"), "夏阳村", Means(2.5, "37.5"), Means(2.4, "36"), Means(2.4, "36"), Means(0.32, "3200"), "榉树、香樟", "安吉绿源园林", date(2022, 3, 12), 36)
    page.record(Means(None, None), "AJ-002", Means("孝丰镇", "330523105"), "潴口溪村", Means(1.2, "18"), Means(1.2, "18"), Means(1.2, "18"), Means(0.15, "1500"), "枫香", "安吉绿源园林", date(2022, 3, 20), 18)
    page.record(Means("改造绿化", "改造绿化"), "AJ-003", Means("报福镇", "330523106"), "石岭村", Means(6, "90"), Means(3.5, "52.5"), None, Means(0.2, "2000"), "浙江楠", "县林场", date(2022, 4, 2), None)
    page.record(Means(None, None), "AJ-004", Means("梅溪镇", "330523110"), "晓墅村", Means(4, "60"), Means(4, "60"), None, Means(0.41, "4100"), "浙江楠、光皮桦", "县林场", date(2022, 4, 9), 60)
    page.merge("A3:A4", "A5:A6")
    page.sheet["A3"] = "新增造林"
    page.sheet["A5"] = "改造绿化"
    for number, kind in (("4", "新增造林"), ("6", "改造绿化")):
        page.tables[-1].rows[number]["values"]["task_kind"] = kind
    return case


def town_banner() -> Case:
    """Rows of every town under a line with its name and the town's own sum in it."""
    case = Case("拆违-分镇标题行", county="330483")
    page = case.page("明细")
    page.line("桐乡市2022年拆违点位明细")
    page.line("序号", "点位编号", "当事人", "地址", "建筑结构", "层数", "违法建筑面积(㎡)", "拆除面积(㎡)", "拆除日期", "备注")
    fields = (D, None, "code", "party_name", "location", "building_structure", "floors_up", "illegal_area", "demolished_area", "demolish_date", "remark")
    page.table(*fields)
    for town, code, rows in (
        ("一、梧桐街道（2处，共 310 平方米）", "330483001", [("WT01", "沈某", "城北路3号", "砖混", 2, 200, 200, date(2022, 5, 6)), ("WT02", "钱某", "振东新村", "彩钢棚", 1, 110, 110, date(2022, 5, 7))]),
        ("二、濮院镇（1处，共 1560 平方米）", "330483101", [("PY01", "某某针织厂", "凯旋路", "钢结构", 1, 1560, 1560, date(2022, 6, 18))]),
        ("三、洲泉镇（2处）", "330483105", [("ZQ01", "吴某", "清河村", "砖木", 1, 48.5, 48.5, date(2022, 6, 20)), ("ZQ02", "某化纤公司", "工业区", "钢结构", 1, 2300, None, None)]),
    ):
        page.line(town)
        page.merge(f"A{page.next - 1}:J{page.next - 1}")
        for place, (code_, party, where, made, floors, illegal, gone, day) in enumerate(rows, 1):
            made = Means(made, "彩钢棚(简易)") if made == "彩钢棚" else made
            page.record(place, code_, party, where, made, floors, illegal, gone, day, None, town_code=code)
    page.line("总计", None, None, None, None, None, 4218.5, 1918.5)
    return case


def town_sheets() -> Case:
    """A sheet for every town, its name on the tab only; a summary in front that is no ledger."""
    case = Case("复垦-一镇一表")
    page = case.page("汇总")
    page.line("各镇复垦项目汇总")
    page.line("镇", "项目数", "面积(亩)")
    page.line("大云镇", 1, 12.5)
    page.line("惠民街道", 2, 30)
    for title, code, rows in (("大云", DAYUN, [("DY1", "大云镇曹家村复垦", 12.5, "已验收")]), ("惠民", HUI, [("HM1", "惠民枫南村复垦一期", 18, "已开工"), ("HM2", "惠民枫南村复垦二期", 12, "立项")])):
        page = case.page(title)
        page.line("农村建设用地复垦项目进度")
        page.line("编号", "项目", "立项面积（亩）", "目前进展", "立项时间", "项目负责人", "手机")
        page.table(R, "code", "name", "approved_reclaim_area", "stage", "approval_date", "officer", "phone")
        for number, name, size, stage in rows:
            stage = Means(stage, {"已验收": "验收", "已开工": "开工"}.get(stage, stage))
            page.record(number, name, size, stage, Means("22.2.18", "2022-02-18"), "陆某", "13905731234", town_code=code)
    return case


def struck_hidden() -> Case:
    """Struck rows, a hidden column that repeats, subtotals by town, errors and words among the figures."""
    case = Case("绿化-删除线-小计-文字")
    page = case.page("绿化")
    page.line("嘉善县2022年绿化造林项目台账", None, None, None, None, None, None, None, "单位：亩")
    page.line("镇街", "地块编号", "地块名称", "造林类别", "任务数", "完成数", "验收面积", "成活率", "验收日期")
    page.table(G, "town_code", "code", "name", "task_kind", "plan_area", "planted_area", "verified_area", "survival_rate", "accept_date")
    page.record(Means("罗星街道", LUO), "LX-1", "罗星路两侧", Means("通道绿化", "通道绿化"), 15, 15, 14.2, Means(0.93, "93"), date(2022, 5, 20))
    page.record(Means("罗星街道", LUO), "LX-2", "体育公园", Means("城镇绿化", "城镇绿化"), 22.5, 20, doubted("未验收"), None, None)
    page.record(Means("罗星街道", LUO), "LX-3", "老厂区复绿", Means("拆后复绿", "拆后复绿"), 6, 6, 6, Means("95%", "95"), Means("2022年6月1日", "2022-06-01"), struck=True)
    page.line("罗星街道小计", None, None, None, 43.5, 41, 20.2)
    page.record(Means("天凝镇", TIANNING), "TN-1", "洪溪四旁植树", Means("平原绿化", "平原绿化"), 30, 28.6, 28.6, Means("91", "91"), Means("5月30日", "2022-05-30", may=True))
    page.record(Means("天凝镇", TIANNING), "TN-2", "杨庙村道", Means("通道绿化", "通道绿化"), 12, doubted("约10"), None, None, None)
    page.line("天凝镇小计", None, None, None, 42, 28.6, 28.6)
    page.line("合    计", None, None, None, 85.5, 69.6, 48.8)
    return case


def pasted_ids() -> Case:
    """Filing numbers that lost their last digits, coordinates in one cell, 15-figure numbers as floats."""
    case = Case("复垦-备案号成数字")
    page = case.page()
    page.line("垦造耕地项目备案情况")
    page.line("备案编号", "项目名称", "项目类型", "乡镇街道", "项目区面积", "验收新增耕地", None, None, "质量等别", "入库时间", "可用占补指标")
    page.line(None, None, None, None, None, "小计", "水田", "旱地")
    page.merge("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:H2", "I2:I3", "J2:J3", "K2:K3")
    page.line(None, None, None, None, "亩", "亩", "亩", "亩", "等", None, "亩")
    page.table(R, "filing_no", "name", "project_kind", "town_code", "scale_area", "accepted_new_farmland", "accepted_paddy", "accepted_dry", "farmland_grade", "filing_date", "balance_quota")
    page.record(Means(33042120220001.0, "33042120220001"), "干窑镇长生村垦造耕地", "垦造耕地", Means("干窑镇", GANYAO), 56.2, 40.1, 30, 10.1, 5.2, date(2022, 8, 3), 40.1)
    page.record("33042120220002", "陶庄镇汾湖村垦造耕地", "垦造耕地", Means("陶庄镇", TAOZHUANG), 33, 20.5, 20.5, None, 4.8, date(2022, 8, 3), 20.5)
    page.record(doubted("3.30421E+13"), "姚庄镇金星村旱改水", Means("旱改水", "旱地改水田"), Means("姚庄镇", YAOZHUANG), 12, 0, 0, None, 5, date(2022, 9, 1), 0)
    return case


def composite() -> Case:
    """An area cell that names its parts, an address cell with town and village, floors as 地上/地下."""
    case = Case("拆违-复合单元格")
    page = case.page("台账")
    page.line("违法建筑整治台账")
    page.line("No.", "点位号", "地址", "业主", "面积（平方米）", None, "建筑层数", "处理方式", "拆除情况", None)
    page.line(None, None, None, None, "占地", "违建", None, None, "面积", "时间")
    page.merge("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3", "H2:H3", "I2:J2")
    page.table(D, None, "code", "location", "party_name", "cover_area", "illegal_area", "floors_up", "disposal_method", "demolished_area", "demolish_date")
    page.record(1, "0801", "姚庄镇金星村8组12号", "陈某", 120, 240, Means("2", "2"), Means("限期拆除", "限期拆除"), 240, date(2022, 7, 2), town_code=YAOZHUANG, village="金星村")
    page.record(2, "0802", "西塘镇华联村", "某建材有限公司", 900, 900, Means("1层", "1", may=True), Means("立即拆除", "立即拆除"), noted("900（其中猪舍120）", "900"), date(2022, 7, 5), town_code=XITANG, village="华联村")
    page.record(3, "0803", "魏塘街道庄港社区", "徐某", 36, 72, Means("地上2层", "2", may=True), Means("没收", "没收"), None, None, town_code=WEI, village="庄港社区")
    for row in page.tables[-1].rows.values():
        row["may_values"] = {"village": row["values"].pop("village")}
    return case


def stacked_two_ledgers() -> Case:
    """Demolition above, what was greened after it below, with units of their own."""
    case = Case("拆违与复绿上下两表")
    page = case.page("拆后利用")
    page.line("一、拆除违法建筑情况（单位：㎡）")
    page.line("编号", "镇（街道）", "户主（单位）", "拆除时间", "拆除建筑面积", "拆后土地面积", "拆后用途")
    page.table(D, "code", "town_code", "party_name", "demolish_date", "demolished_area", "demolished_cover_area", "reuse_type")
    page.record("C001", Means("惠民街道", HUI), "某木业", date(2022, 3, 3), 5600, 7000, "复绿")
    page.record("C002", Means("大云镇", DAYUN), "金某", date(2022, 3, 9), 230, 180, Means("停车场", "停车场"))
    page.line("小计", None, None, None, 5830, 7180)
    page.blank(2)
    page.line("二、拆后复绿情况（单位：亩）")
    page.line("地块号", "镇（街道）", "绿化地块", "设计面积", "实际完成面积", "完成时间", "投资（万元）")
    page.table(G, "code", "town_code", "name", "design_area", "planted_area", "plant_end", "budget")
    page.record("L001", Means("惠民街道", HUI), "某木业地块复绿", 10.5, 10.5, date(2022, 5, 1), 32)
    page.record("L002", Means("大云镇", DAYUN), "缪家村边角地", 1.2, 1.2, date(2022, 5, 11), 4.5)
    page.line("小计", None, None, 11.7, 11.7, None, 36.5)
    return case


def village_trees() -> Case:
    """一村万树 with before and after of coverage, dates in three columns, a note on what 'done' means."""
    case = Case("一村万树申报表")
    page = case.page("一村万树")
    page.line("2022年度“一村万树”示范村（推进村）建设情况表")
    page.line("填报单位：嘉善县自然资源和规划局                              填报日期：2022年11月20日")
    page.line("序号", "编号", "镇", "村名", "创建类型", "植树数量（株）", None, None, "林木覆盖率（%）", None, "乡土特色树种", "投入资金（万元）", "县级自查日期", "市级复核时间")
    page.line(None, None, None, None, None, "计划数", "完成数", "珍贵树种", "建设前", "建设后")
    page.merge("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:H3", "I3:J3", "K3:K4", "L3:L4", "M3:M4", "N3:N4")
    page.table(G, None, "code", "town_code", "village", "village_grade", "plan_trees", "tree_count", "precious_trees", "village_cover_before", "village_cover_after", "feature_tree", "budget", "county_check_date", "city_check_date")
    page.record(1, "WS01", Means("陶庄镇", TAOZHUANG), "汾湖村", "示范村", 10000, 10350, 2600, 18.2, 24.6, "榉树", 45, date(2022, 10, 12), date(2022, 11, 3))
    page.record(2, "WS02", Means("干窑镇", GANYAO), "长生村", "推进村", 5000, 5100, 800, 15, 19.8, "香樟", 20, date(2022, 10, 13), None)
    page.line("注：1.示范村植树不少于10000株。2.完成数为截至填报日期的累计数。")
    return case


def transposed() -> Case:
    """Two records side by side, fields down: either read right or refused, never read wrong."""
    case = Case("复垦-竖排卡片", taken_as="refused")
    page = case.page("项目卡片")
    page.line("复垦项目基本情况表")
    page.line("项目编号", "FK-7", "FK-8")
    page.line("项目名称", "大云镇曹家村复垦", "大云镇东云村复垦")
    page.line("所在镇", "大云镇", "大云镇")
    page.line("立项面积（亩）", 12, 9)
    page.line("立项日期", date(2022, 3, 1), date(2022, 3, 2))
    page.line("承担单位", "大云镇人民政府", "大云镇人民政府")
    return case


def city_wide() -> Case:
    """A city's list: county in one column, the rows of other counties refused."""
    case = Case("市级清单-含他县", county="330483")
    page = case.page("嘉兴市")
    page.line("嘉兴市2022年精准拆违点位清单")
    page.line("区划", "点位编码", "乡镇街道", "村(社区)", "违建单位(个人)", "认定违建面积(万㎡)", "已拆除(万㎡)", "处置方式", "计划拆除期限")
    page.table(D, "county_code", "code", "town_code", "village", "party_name", "illegal_area", "demolished_area", "disposal_method", "demolish_deadline")
    for county, code, town, number, village, who, size, gone, how, day in (
        ("桐乡市", "330483", ("乌镇镇", "330483100"), "TX-01", "虹桥村", "某丝绸厂", (0.35, "3500"), (0.2, "2000"), "限期拆除", Means("2022年底前", None, may=True)),
        ("桐乡", "330483", ("崇福镇", "330483107"), "TX-02", "联丰村", "周某", (0.0186, "186"), None, "补办", Means("2022.9.30", "2022-09-30")),
        ("桐乡市", "330483", ("濮院镇", "330483101"), "TX-03", "新星村", "某毛衫公司", (1.2, "12000"), (1.2, "12000"), "立即拆除", date(2022, 6, 30)),
    ):
        how = Means(how, "罚款补办") if how == "补办" else how
        page.record(Means(county, code), number, Means(*town), village, who, Means(*size), Means(*gone) if gone else None, how, day)
    number = page.line("海宁市", "HN-01", "许村镇", "永福村", "某布艺", 0.5, 0.1, "限期拆除", date(2022, 8, 1))
    page.tables[-1].rows[str(number)] = {"values": {}, "row_issue": ["unknown-region"], "may_any": True}
    return case


CASES = (bracket_units, dated_dots, hectares_mixed, town_banner, town_sheets, struck_hidden, pasted_ids, composite, stacked_two_ledgers, village_trees, transposed, city_wide)  # fmt: skip
