"""What every ledger's record has: its place in the store, and the fields common to the three kinds."""

from app.models.base import Base, Mapped
from app.models.field import said


class Record(Base):
    """One number for every record of the three ledgers, so that what hangs on a record can point at it."""

    __tablename__ = "record"
    __table_args__ = {"info": {"journaled": False}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    kind: Mapped[str]


class Project:
    """The fields common to the three ledgers.

    ``version`` counts the writes to the row; ``stage_on`` is the day the current stage was reached,
    for the stages that have no date field of their own. ``id`` is never used again after a deletion.
    """

    version: Mapped[int] = Mapped(default=1)
    stage_on: Mapped[str | None]
    code: Mapped[str | None] = said(
        "text",
        "本局编号",
        required_at="create",
        aliases="项目编号|点位编号|地块编号|台账编号|编号|违建编号|点位号|图斑号|方编号",
        group="基本信息",
        rule="unique;hint: matches ^(FK|CW|LH)-([0-9]{6}|[0-9]{9})-[0-9]{4}-[0-9]{4}$",
    )
    name: Mapped[str | None] = said(
        "text",
        "项目名称",
        required_at="create",
        aliases="工程名称|违建点位名称|点位名称|地块名称|项目(工程)名称",
        group="基本信息",
        rule="optional when kind = demolition;hint: unique in county_code",
    )
    plan_year: Mapped[int | None] = said(
        "integer",
        "年度",
        unit="年",
        required_at="create",
        aliases="计划年度|所属年度|任务年度|造林年度|年份",
        group="基本信息",
        rule="2000 <= plan_year;plan_year <= 2100",
    )
    county_code: Mapped[str | None] = said(
        "region",
        "县(市、区)",
        required_at="create",
        aliases="区县|县区|县市区|行政区|所属县区|所在县(市、区)|县级行政区",
        group="基本信息",
        rule="matches ^[0-9]{6}$",
    )
    town_code: Mapped[str | None] = said(
        "region",
        "镇(街道)",
        required_at="create",
        aliases="乡镇|镇街|街道|所属镇街|坐落镇|乡镇(街道)|镇街道|属地|所属区域|所在镇",
        group="基本信息",
        rule="matches ^[0-9]{9}$;hint: substr(town_code,0,6) = county_code",
    )
    village: Mapped[str | None] = said(
        "text",
        "村(社区)",
        required_at="create",
        aliases="行政村|涉及村|村|村社区|社区|所在村",
        group="基本信息",
        rule="optional when kind = reclamation",
    )
    location: Mapped[str | None] = said(
        "text",
        "坐落地址",
        aliases="地址|坐落|项目坐落|项目区位置|四至|违法地点|拆迁地址|小地名|具体位置|详细地址",
        group="基本信息",
        rule="require location at create when kind = demolition",
    )
    lon: Mapped[int | None] = said(
        "quantity",
        "经度",
        unit="°",
        scale=6,
        aliases="东经|中心点经度|经度坐标",
        group="基本信息",
        rule="73 <= lon <= 136",
    )
    lat: Mapped[int | None] = said(
        "quantity",
        "纬度",
        unit="°",
        scale=6,
        aliases="北纬|中心点纬度|纬度坐标",
        group="基本信息",
        rule="3 <= lat <= 54",
    )
    stage: Mapped[str | None] = said(
        "choice",
        "当前阶段",
        required_at="create",
        aliases="阶段|状态|项目状态|进展阶段|办理阶段|处理情况|目前进展",
        group="基本信息",
        rule="in stages of kind",
    )
    lead_unit: Mapped[str | None] = said(
        "text",
        "责任单位",
        aliases="牵头单位|主管单位|主管部门|包干单位",
        group="基本信息",
    )
    officer: Mapped[str | None] = said(
        "text",
        "责任人",
        aliases="负责人|项目负责人|联系人|包干干部|责任干部|经办人",
        group="基本信息",
        rule="require officer at create when kind = demolition",
    )
    phone: Mapped[str | None] = said(
        "text",
        "联系电话",
        aliases="电话|手机|手机号码|联系方式|联系人电话|户主电话|当事人电话",
        group="基本信息",
        rule="masked on export;hint: matches ^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})$",
    )
    remark: Mapped[str | None] = said(
        "longtext",
        "备注",
        aliases="说明|备注说明|其他说明|存在问题",
        group="基本信息",
    )
    review_verdict: Mapped[str | None] = said(
        "choice",
        "审核结果",
        choices="通过|退回|修改后重报|核减",
        aliases="市级审核结果|市级审核|审核结论|审查结果|是否通过",
        group="审核信息",
    )
    review_comment: Mapped[str | None] = said(
        "longtext",
        "审核意见",
        aliases="市级意见|市级审核意见|审查意见|退回原因|市局意见",
        group="审核信息",
        rule="require review_comment when review_verdict in 退回|修改后重报|核减",
    )
    id: Mapped[int] = Mapped(refers_to=Record.id, primary_key=True, autoincrement=False)
