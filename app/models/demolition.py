"""Demolition of illegal construction (拆违): the fields of its ledger, each said once."""

from sqlalchemy import Index

from app.models.base import Base, Mapped
from app.models.field import said
from app.models.project import Project


class Demolition(Project, Base):
    """Demolition of illegal construction (拆违)."""

    __tablename__ = "demolition"
    __table_args__ = (
        Index(None, "code"),
        Index(None, "demolish_date"),
        Index(None, "close_date"),
        Index(None, "found_date"),
        Index(None, "plan_year"),
        Index(None, "town_code"),
    )

    party_name: Mapped[str | None] = said(
        "text",
        "户主(单位)",
        required_at="create",
        aliases="户主|当事人|违建人|违建当事人|业主|建设单位|户主姓名|当事人姓名",
        group="基本信息",
        rule="hint: unique with location",
    )
    party_type: Mapped[str | None] = said(
        "choice",
        "主体类型",
        choices="个人|企业|村集体|机关事业|其他",
        aliases="身份|当事人类型|主体性质",
        group="基本信息",
    )
    party_id_no: Mapped[str | None] = said(
        "text",
        "证件号码",
        aliases="身份证号|身份证号码|身份证|公民身份号码|统一社会信用代码|证件号",
        group="基本信息",
        rule="masked on export",
    )
    leader: Mapped[str | None] = said(
        "text",
        "责任领导",
        aliases="包干领导|分管领导|挂钩领导",
        group="基本信息",
    )
    zone_type: Mapped[str | None] = said(
        "choice",
        "区域类别",
        choices="城镇违法建筑|乡村违法建筑",
        required_at="create",
        aliases="城镇村镇|城镇/村镇|区域类型|违建区域",
        group="基本信息",
        rule="hint: ruling_body = 镇政府(街道) when zone_type = 乡村违法建筑",
    )
    special_category: Mapped[str | None] = said(
        "choice",
        "专项类别",
        choices=("工业园区|低散乱污企业|别墅小区|住宅小区|出租房|畜禽养殖|四边区域|一户多宅|涉农违建|公共安全|其他"),
        required_at="create",
        aliases="违建类型|精准拆违类别|专项行动类别|专项整治类别",
        group="基本信息",
    )
    stock_type: Mapped[str | None] = said(
        "choice",
        "存量新增",
        choices="存量|新增",
        required_at="create",
        aliases="存量/新增|建成时段|存量或新增|违建时段",
        group="基本信息",
    )
    is_precise: Mapped[bool | None] = said(
        "flag",
        "精准拆违点位",
        choices="是|否",
        required_at="create",
        aliases="是否精准拆违点位|重点点位|是否精准|精准点位",
        group="基本信息",
    )
    previous_code: Mapped[str | None] = said(
        "text",
        "反弹前点位编号",
        aliases="原点位编号|关联原点位|反弹原编号",
        group="基本信息",
        rule="exists demolition.code;previous_code != code",
    )
    land_property: Mapped[str | None] = said(
        "choice",
        "土地性质",
        choices="国有|集体",
        aliases="土地权属性质|权属性质|用地性质",
        group="违建信息",
    )
    land_class: Mapped[str | None] = said(
        "choice",
        "占用地类",
        choices="耕地|永久基本农田|园地|林地|建设用地|未利用地|其他",
        aliases="违建用地|地类|占地类型|土地类型",
        group="违建信息",
    )
    land_cert_no: Mapped[str | None] = said(
        "text",
        "土地证号",
        aliases="土地使用证号|土地证|集体土地使用证号",
        group="违建信息",
    )
    house_cert_no: Mapped[str | None] = said(
        "text",
        "房产证号",
        aliases="房产证|房屋所有权证号|不动产权证号",
        group="违建信息",
    )
    built_date: Mapped[str | None] = said(
        "date",
        "建成时间",
        aliases="违建时间|建造时间|建成年份|建成日期",
        group="违建信息",
        rule="precision year;built_date <= found_date",
    )
    building_use: Mapped[str | None] = said(
        "choice",
        "建筑用途",
        choices="住宅|厂房|仓储|商业|附属用房|猪舍|其他",
        aliases="违建用途|用途|房屋用途",
        group="违建信息",
    )
    building_structure: Mapped[str | None] = said(
        "choice",
        "建筑结构",
        choices="砖混|砖木|框架|钢结构|彩钢棚(简易)|其他",
        aliases="违建结构|结构|结构类型|房屋结构",
        group="违建信息",
    )
    floors_up: Mapped[int | None] = said(
        "integer",
        "地上层数",
        unit="层",
        aliases="建筑层数|层数|地上|地上建筑层数",
        group="违建信息",
        rule="0 <= floors_up",
    )
    floors_down: Mapped[int | None] = said(
        "integer",
        "地下层数",
        unit="层",
        aliases="地下|地下建筑层数|地下室层数",
        group="违建信息",
        rule="0 <= floors_down",
    )
    cover_area: Mapped[int | None] = said(
        "quantity",
        "占地面积",
        unit="㎡",
        scale=2,
        aliases="违法占地面积|违建占地面积|用地面积",
        group="违建信息",
        rule="cover_area >= 0",
    )
    build_area: Mapped[int | None] = said(
        "quantity",
        "建筑面积",
        unit="㎡",
        scale=2,
        aliases="总建筑面积|房屋建筑面积|现有建筑面积",
        group="违建信息",
        rule="build_area >= 0",
    )
    illegal_area: Mapped[int | None] = said(
        "quantity",
        "违建面积",
        unit="㎡",
        scale=2,
        required_at="create",
        aliases="违法建筑面积|违建建筑面积|认定面积|认定违建面积",
        group="违建信息",
        rule="illegal_area > 0;illegal_area <= build_area",
    )
    discovery_source: Mapped[str | None] = said(
        "choice",
        "发现来源",
        choices="巡查|卫片图斑|无人机|群众举报|上级交办|部门移送|媒体曝光|其他",
        required_at="create",
        aliases="案件来源|线索来源|来源",
        group="发现认定",
    )
    found_date: Mapped[str | None] = said(
        "date",
        "发现时间",
        required_at="create",
        aliases="发现日期|巡查日期|排查日期",
        group="发现认定",
    )
    ruling_body: Mapped[str | None] = said(
        "choice",
        "认定机关",
        choices="自然资源|综合执法|镇政府(街道)|水利|交通|其他",
        required_at="认定",
        aliases="认定单位|认定部门|认定主体",
        group="发现认定",
    )
    ruling_date: Mapped[str | None] = said(
        "date",
        "认定日期",
        required_at="认定",
        aliases="认定时间|违建认定日期",
        group="发现认定",
        rule="ruling_date >= found_date",
    )
    ruling_doc_no: Mapped[str | None] = said(
        "text",
        "认定文号",
        required_at="认定",
        aliases="认定书文号|认定书编号|违建认定文号",
        group="发现认定",
    )
    disposal_method: Mapped[str | None] = said(
        "choice",
        "处置方式",
        choices="限期拆除|立即拆除|没收|罚款补办|暂缓拆除|整改保留|历史遗留登记",
        required_at="认定",
        aliases="处置意见|处理意见|处置类型|处理方式",
        group="发现认定",
    )
    case_date: Mapped[str | None] = said(
        "date",
        "立案日期",
        required_at="立案强拆",
        aliases="立案时间|立案|立案(起)",
        group="处置拆除",
        rule="case_date >= found_date",
    )
    case_no: Mapped[str | None] = said(
        "text",
        "案号",
        required_at="立案强拆",
        aliases="立案号|案件编号|立案编号",
        group="处置拆除",
        rule="hint: unique",
    )
    case_closed_date: Mapped[str | None] = said(
        "date",
        "结案日期",
        aliases="结案时间|结案|案件结案日期",
        group="处置拆除",
        rule="case_closed_date >= case_date",
    )
    order_doc_no: Mapped[str | None] = said(
        "text",
        "限拆通知书文号",
        required_at="限期自拆",
        aliases="限拆文号|责令限期拆除通知书文号|限拆通知书|限拆通知书编号",
        group="处置拆除",
    )
    order_date: Mapped[str | None] = said(
        "date",
        "限拆通知送达日期",
        required_at="限期自拆",
        aliases="送达日期|通知书送达日期|限拆通知日期",
        group="处置拆除",
        rule="order_date >= ruling_date",
    )
    demolish_deadline: Mapped[str | None] = said(
        "date",
        "限拆期限",
        required_at="限期自拆",
        aliases="限期|限办时间|限期拆除日期|拆除期限",
        group="处置拆除",
        rule="demolish_deadline >= order_date",
    )
    demolish_mode: Mapped[str | None] = said(
        "choice",
        "拆除方式",
        choices="自拆|助拆|强拆|帮拆",
        required_at="拆除",
        aliases="拆违方式|自拆强拆|拆除类型",
        group="处置拆除",
    )
    demolish_date: Mapped[str | None] = said(
        "date",
        "拆除日期",
        required_at="拆除",
        aliases="拆除时间|拆违日期|实际拆除日期|拆除完成日期",
        group="处置拆除",
        rule="demolish_date >= found_date;hint: demolish_date >= order_date",
    )
    demolished_area: Mapped[int | None] = said(
        "quantity",
        "拆除面积",
        unit="㎡",
        scale=2,
        required_at="拆除",
        aliases="拆除建筑面积|拆违面积|拆除违建面积|拆除总建筑面积|拆除违法建筑面积|其中违建面积",
        group="处置拆除",
        rule=(
            "demolished_area > 0;hint: demolished_area <= illegal_area;"
            "require remark when demolished_area > illegal_area"
        ),
        dated_by="demolish_date",
    )
    demolished_cover_area: Mapped[int | None] = said(
        "quantity",
        "拆后土地面积",
        unit="㎡",
        scale=2,
        aliases="拆除占地面积|腾空土地面积|拆后腾出土地面积",
        group="处置拆除",
        rule="demolished_cover_area >= 0;hint: demolished_cover_area <= cover_area",
    )
    confiscated_area: Mapped[int | None] = said(
        "quantity",
        "没收面积",
        unit="㎡",
        scale=2,
        required_at="没收",
        aliases="没收建筑面积|没收违建面积",
        group="处置拆除",
        rule="confiscated_area >= 0;confiscated_area <= disposed_area",
    )
    disposed_area: Mapped[int | None] = said(
        "quantity",
        "处置面积",
        unit="㎡",
        scale=2,
        required_at="销号",
        aliases="处置违法建筑面积|处置违建面积|处置建筑面积",
        group="销号利用",
        rule="disposed_area >= demolished_area;hint: disposed_area <= illegal_area",
    )
    close_date: Mapped[str | None] = said(
        "date",
        "销号日期",
        required_at="销号",
        aliases="销号时间|归档日期|关闭日期",
        group="销号利用",
        rule="close_date >= demolish_date;close_date >= found_date",
    )
    reuse_type: Mapped[str | None] = said(
        "choice",
        "拆后利用方式",
        choices="复垦|复绿|道路拓宽|停车场|公共设施|产业用地|建设项目|其他|未利用",
        required_at="拆后利用",
        aliases="拆后利用类型|利用方式|拆后利用",
        group="销号利用",
    )
    reuse_area: Mapped[int | None] = said(
        "quantity",
        "拆后利用面积",
        unit="㎡",
        scale=2,
        required_at="拆后利用",
        aliases="已利用面积|利用面积|拆后土地利用面积",
        group="销号利用",
        rule="reuse_area >= 0;reuse_area <= demolished_cover_area",
    )
    reuse_date: Mapped[str | None] = said(
        "date",
        "拆后利用完成日期",
        required_at="拆后利用",
        aliases="利用完成日期|拆后利用时间|利用日期",
        group="销号利用",
        rule="reuse_date >= close_date",
    )
    reclamation_code: Mapped[str | None] = said(
        "text",
        "关联复垦项目",
        aliases="关联复垦项目编号|复垦项目编号",
        group="销号利用",
        rule="exists reclamation.code;hint: require reclamation_code when reuse_type = 复垦",
    )
    greening_code: Mapped[str | None] = said(
        "text",
        "关联绿化地块",
        aliases="关联绿化地块编号|复绿地块编号",
        group="销号利用",
        rule="exists greening.code;hint: require greening_code when reuse_type = 复绿",
    )
    fine_amount: Mapped[int | None] = said(
        "money",
        "罚没款",
        unit="元",
        scale=2,
        aliases="实际收缴罚没款|罚款金额|罚没金额|收缴罚没款",
        group="资金",
        rule="fine_amount >= 0",
    )
    photo_before: Mapped[str | None] = said(
        "text",
        "拆前照片",
        required_at="销号",
        aliases="拆除前照片|拆前|拆前图片",
        group="照片材料",
    )
    photo_after: Mapped[str | None] = said(
        "text",
        "拆后照片",
        required_at="销号",
        aliases="拆除后照片|拆后|拆后图片",
        group="照片材料",
    )
