"""Land reclamation (土地复垦整治): the fields of its ledger, each said once."""

from sqlalchemy import Index

from app.models.base import Base, Mapped
from app.models.field import said
from app.models.project import Project


class Reclamation(Project, Base):
    """Land reclamation (土地复垦整治)."""

    __tablename__ = "reclamation"
    __table_args__ = (
        Index(None, "code"),
        Index(None, "filing_no"),
        Index(None, "accept_date"),
        Index(None, "approval_date"),
        Index(None, "completion_date"),
        Index(None, "filing_date"),
        Index(None, "plan_year"),
        Index(None, "town_code"),
    )

    filing_no: Mapped[str | None] = said(
        "text",
        "项目备案编号",
        required_at="备案",
        aliases="项目备案号|备案编号|备案号|补充耕地项目编号|系统编号|电子监管号",
        group="验收备案",
        rule=(
            "unique;matches ^[0-9]{14}$;hint: substr(filing_no,0,6) = county_code;"
            "hint: substr(filing_no,6,10) = year(approval_date)"
        ),
    )
    project_kind: Mapped[str | None] = said(
        "choice",
        "项目类型",
        choices=(
            "建设用地复垦|垦造耕地|城乡建设用地增减挂钩|全域土地综合整治与生态修复|"
            "永久基本农田集中连片整治|旱地改水田|耕地质量提升|高标准农田|其他"
        ),
        required_at="create",
        aliases="项目类别|整治类型|工程类型",
        group="基本信息",
        rule="require village at create when project_kind in 建设用地复垦|城乡建设用地增减挂钩",
    )
    reclaim_source: Mapped[str | None] = said(
        "choice",
        "复垦对象类别",
        choices=("农村宅基地|农村集体经营性建设用地|乡镇企业(工矿)用地|废弃矿山|公共设施用地|道路水利等其他"),
        aliases="原用地类型|拆旧类型|复垦对象|原地类",
        group="基本信息",
    )
    parent_code: Mapped[str | None] = said(
        "text",
        "所属全域整治工程",
        aliases="所属工程|上级工程编号|全域整治工程编号",
        group="基本信息",
        rule="exists reclamation.code;parent_code != code",
    )
    scale_area: Mapped[int | None] = said(
        "quantity",
        "项目区总规模",
        unit="亩",
        scale=4,
        required_at="立项",
        aliases="总规模|建设规模|项目规模|项目区面积|整治总面积|整治规模",
        group="计划立项",
        rule="scale_area > 0",
    )
    approved_reclaim_area: Mapped[int | None] = said(
        "quantity",
        "立项复垦面积",
        unit="亩",
        scale=4,
        aliases="计划复垦面积|拟复垦面积|拆旧面积|立项面积",
        group="计划立项",
        rule=(
            "approved_reclaim_area >= 0;approved_reclaim_area <= scale_area;"
            "require approved_reclaim_area at 立项 when project_kind in 建设用地复垦|城乡建设用地增减挂钩"
        ),
    )
    approved_new_farmland: Mapped[int | None] = said(
        "quantity",
        "立项新增耕地面积",
        unit="亩",
        scale=4,
        aliases="预计新增耕地|预计新增耕地面积|计划新增耕地|计划新增耕地面积|拟新增耕地面积",
        group="计划立项",
        rule=(
            "approved_new_farmland >= 0;approved_new_farmland <= scale_area;"
            "approved_new_farmland >= approved_paddy + approved_irrigated + approved_dry;"
            "require approved_new_farmland at 立项 when project_kind in 建设用地复垦|垦造耕地|城乡建设用地增减挂钩"
        ),
    )
    approved_paddy: Mapped[int | None] = said(
        "quantity",
        "立项新增水田",
        unit="亩",
        scale=4,
        aliases="立项水田面积|计划水田面积|预计水田面积",
        group="计划立项",
        rule="approved_paddy >= 0",
    )
    approved_irrigated: Mapped[int | None] = said(
        "quantity",
        "立项新增水浇地",
        unit="亩",
        scale=4,
        aliases="立项水浇地面积|计划水浇地面积|预计水浇地面积",
        group="计划立项",
        rule="approved_irrigated >= 0",
    )
    approved_dry: Mapped[int | None] = said(
        "quantity",
        "立项新增旱地",
        unit="亩",
        scale=4,
        aliases="立项旱地面积|计划旱地面积|预计旱地面积",
        group="计划立项",
        rule="approved_dry >= 0",
    )
    households: Mapped[int | None] = said(
        "integer",
        "涉及户数",
        unit="户",
        aliases="拆迁户数|农户数|涉及农户数",
        group="计划立项",
        rule="households >= 0",
    )
    exam_date: Mapped[str | None] = said(
        "date",
        "项目审查通过日期",
        required_at="审查",
        aliases="审查通过日期|项目审查日期|审查时间",
        group="计划立项",
    )
    approval_doc_no: Mapped[str | None] = said(
        "text",
        "立项文号",
        required_at="立项",
        aliases="批准文号|立项批文|立项批复文号|立项批准文号",
        group="计划立项",
    )
    approval_date: Mapped[str | None] = said(
        "date",
        "立项日期",
        required_at="立项",
        aliases="立项时间|批复时间|立项批复日期|批准日期",
        group="计划立项",
        rule="approval_date >= exam_date",
    )
    design_date: Mapped[str | None] = said(
        "date",
        "规划设计批复日期",
        required_at="规划设计",
        aliases="设计批复时间|规划设计与预算批复日期|设计批复日期",
        group="计划立项",
        rule="design_date >= approval_date",
    )
    owner_unit: Mapped[str | None] = said(
        "text",
        "承担单位",
        required_at="立项",
        aliases="项目业主|业主单位|实施主体|实施单位|建设单位|项目承担单位",
        group="计划立项",
    )
    is_five_year_task: Mapped[bool | None] = said(
        "flag",
        "十四五下达任务",
        choices="是|否",
        aliases="是否十四五任务|是否十四五下达任务|十四五任务",
        group="计划立项",
        rule="require is_five_year_task at create when project_kind = 永久基本农田集中连片整治",
    )
    block_type: Mapped[str | None] = said(
        "choice",
        "方类型",
        choices="千亩方|万亩方",
        aliases="千亩方万亩方|连片类型|集中连片类型",
        group="计划立项",
        rule="require block_type at create when project_kind = 永久基本农田集中连片整治",
    )
    contiguous_area: Mapped[int | None] = said(
        "quantity",
        "连片面积",
        unit="亩",
        scale=4,
        aliases="集中连片面积|方面积|连片整治面积",
        group="计划立项",
        rule=(
            "contiguous_area <= scale_area when project_kind = 永久基本农田集中连片整治;"
            "contiguous_area >= 1000 when block_type = 千亩方;"
            "contiguous_area >= 10000 when block_type = 万亩方;"
            "require contiguous_area at 立项 when project_kind = 永久基本农田集中连片整治"
        ),
    )
    budget: Mapped[int | None] = said(
        "money",
        "总投资",
        unit="万元",
        scale=4,
        aliases="总投资(预算)|投资概算|预算投资|投资金额|预算总投资",
        group="资金",
        rule="budget >= 0",
    )
    fund_source: Mapped[str | None] = said(
        "multichoice",
        "资金来源",
        choices="省级|市级|县级财政|镇村自筹|社会资本|指标收益",
        aliases="资金渠道|经费来源",
        group="资金",
    )
    contractor: Mapped[str | None] = said(
        "text",
        "施工单位",
        aliases="中标单位|施工企业|施工方",
        group="实施",
    )
    start_date: Mapped[str | None] = said(
        "date",
        "开工日期",
        required_at="开工",
        aliases="开工时间|实际开工日期|动工日期",
        group="实施",
        rule="start_date >= approval_date;start_date >= design_date",
    )
    due_date: Mapped[str | None] = said(
        "date",
        "计划竣工日期",
        aliases="工期|计划完工日期|计划完成时间|合同竣工日期",
        group="实施",
        rule="due_date >= start_date",
    )
    progress_pct: Mapped[int | None] = said(
        "percent",
        "形象进度",
        unit="%",
        scale=2,
        aliases="工程进度|进度|施工进度|完成进度",
        group="实施",
        rule="0 <= progress_pct;progress_pct <= 100;hint: not falling",
    )
    done_area: Mapped[int | None] = said(
        "quantity",
        "已完成复垦面积",
        unit="亩",
        scale=4,
        aliases="累计完成面积|已复垦面积|已完成面积|完成面积|已完成整治面积",
        group="实施",
        rule="done_area >= 0;done_area <= scale_area",
        dated_by="completion_date",
    )
    completion_date: Mapped[str | None] = said(
        "date",
        "竣工日期",
        required_at="竣工",
        aliases="完工时间|竣工时间|完工日期|实际竣工日期",
        group="实施",
        rule="completion_date >= start_date",
    )
    completed_area: Mapped[int | None] = said(
        "quantity",
        "竣工面积",
        unit="亩",
        scale=4,
        required_at="竣工",
        aliases="竣工测量面积|竣工复垦面积|完工面积",
        group="实施",
        rule="completed_area > 0;completed_area <= scale_area",
    )
    pre_accept_date: Mapped[str | None] = said(
        "date",
        "县级初验日期",
        required_at="初验",
        aliases="初验日期|初验时间|县级验收日期",
        group="验收备案",
        rule="pre_accept_date >= completion_date",
    )
    pre_accept_result: Mapped[str | None] = said(
        "choice",
        "县级初验结论",
        choices="合格|整改|不合格",
        required_at="初验",
        aliases="初验|初验结论|初验结果|初验意见",
        group="验收备案",
    )
    accept_date: Mapped[str | None] = said(
        "date",
        "验收日期",
        required_at="验收",
        aliases="验收时间|验收确认日期|竣工验收日期",
        group="验收备案",
        rule="accept_date >= completion_date;accept_date >= pre_accept_date",
    )
    accept_doc_no: Mapped[str | None] = said(
        "text",
        "验收文号",
        required_at="验收",
        aliases="验收批文|验收确认文号|验收批复文号|验收意见函文号",
        group="验收备案",
    )
    accepted_reclaim_area: Mapped[int | None] = said(
        "quantity",
        "验收复垦面积",
        unit="亩",
        scale=4,
        required_at="验收",
        aliases="验收面积|确认复垦面积|复垦面积|建设用地复垦面积|验收整治面积",
        group="验收备案",
        rule=(
            "accepted_reclaim_area > 0;accepted_reclaim_area <= completed_area;"
            "accepted_reclaim_area <= scale_area;"
            "hint: accepted_reclaim_area <= approved_reclaim_area * 1.1"
        ),
    )
    accepted_new_farmland: Mapped[int | None] = said(
        "quantity",
        "验收新增耕地面积",
        unit="亩",
        scale=4,
        aliases="新增耕地面积|新增耕地|项目新增耕地面积|确认新增耕地面积|实际新增耕地面积",
        group="验收备案",
        rule=(
            "accepted_new_farmland >= 0;"
            "accepted_new_farmland = accepted_paddy + accepted_irrigated + accepted_dry;"
            "accepted_new_farmland <= scale_area;"
            "accepted_new_farmland <= accepted_reclaim_area when project_kind in 建设用地复垦|城乡建设用地增减挂钩;"
            "require accepted_new_farmland at 验收 when project_kind in 建设用地复垦|垦造耕地|城乡建设用地增减挂钩"
        ),
    )
    accepted_paddy: Mapped[int | None] = said(
        "quantity",
        "验收新增水田",
        unit="亩",
        scale=4,
        aliases="水田|水田面积|本库水田面积|新增水田|新增水田面积|其中水田",
        group="验收备案",
        rule="accepted_paddy >= 0",
    )
    accepted_irrigated: Mapped[int | None] = said(
        "quantity",
        "验收新增水浇地",
        unit="亩",
        scale=4,
        aliases="水浇地|水浇地面积|本库水浇地面积|新增水浇地|其中水浇地",
        group="验收备案",
        rule="accepted_irrigated >= 0",
    )
    accepted_dry: Mapped[int | None] = said(
        "quantity",
        "验收新增旱地",
        unit="亩",
        scale=4,
        aliases="旱地|旱地面积|本库旱地面积|新增旱地|其中旱地",
        group="验收备案",
        rule="accepted_dry >= 0",
    )
    farmland_grade: Mapped[int | None] = said(
        "quantity",
        "耕地质量等别",
        unit="等",
        scale=1,
        required_at="备案",
        aliases="质量等级|等别|质量等别|平均等别|国家利用等",
        group="验收备案",
        rule="1 <= farmland_grade;farmland_grade <= 15",
    )
    filing_date: Mapped[str | None] = said(
        "date",
        "备案日期",
        required_at="备案",
        aliases="备案(入库)日期|上图入库时间|系统备案时间|报备日期|入库日期|备案时间",
        group="验收备案",
        rule="filing_date >= accept_date",
    )
    filing_status: Mapped[str | None] = said(
        "choice",
        "入库审核状态",
        choices="未报备|县级审核|市级审核|省级审核|部级通过|退回",
        required_at="备案",
        aliases="系统审核状态|备案状态|报备状态",
        group="验收备案",
    )
    balance_quota: Mapped[int | None] = said(
        "quantity",
        "可用于占补平衡指标",
        unit="亩",
        scale=4,
        aliases="占补平衡指标|可用于占补平衡面积|占补平衡面积|占补指标",
        group="占补指标",
        rule=(
            "balance_quota >= 0;balance_quota <= accepted_new_farmland;"
            "balance_quota = 0 when project_kind = 城乡建设用地增减挂钩;"
            "require balance_quota at 备案 when project_kind in 建设用地复垦|垦造耕地"
        ),
    )
    city_pool_area: Mapped[int | None] = said(
        "quantity",
        "市统筹指标",
        unit="亩",
        scale=4,
        aliases="市级统筹指标|统筹补充耕地|市统筹面积|其中市统筹",
        group="占补指标",
        rule=(
            "city_pool_area >= 0;city_pool_area <= balance_quota;"
            "hint: city_pool_area >= accepted_new_farmland * 0.1 when project_kind = 垦造耕地"
        ),
    )
    used_quota: Mapped[int | None] = said(
        "quantity",
        "已使用占补指标",
        unit="亩",
        scale=4,
        aliases="已使用指标|历史已用于占补平衡面积|已用于占补平衡面积|已使用面积",
        group="占补指标",
        rule="used_quota >= 0;used_quota + transferred_quota <= balance_quota",
    )
    transferred_quota: Mapped[int | None] = said(
        "quantity",
        "已调剂指标",
        unit="亩",
        scale=4,
        aliases="已调剂面积|调剂出|调剂面积|已调剂面积小计",
        group="占补指标",
        rule="transferred_quota >= 0",
    )
    swap_quota: Mapped[int | None] = said(
        "quantity",
        "增减挂钩节余指标",
        unit="亩",
        scale=4,
        aliases="节余指标|周转指标|归还面积|挂钩节余指标|存量挂钩指标",
        group="占补指标",
        rule=(
            "swap_quota >= 0;swap_quota <= accepted_reclaim_area;"
            "require swap_quota at 验收 when project_kind = 城乡建设用地增减挂钩"
        ),
    )
    planting_status: Mapped[str | None] = said(
        "choice",
        "种植情况",
        choices="水稻|小麦|油菜|其他作物|未种植",
        aliases="种植作物|后期种植情况|种植现状",
        group="验收备案",
    )
    halt_date: Mapped[str | None] = said(
        "date",
        "中止撤销日期",
        aliases="中止日期|撤销日期|撤项日期",
        group="中止变更",
    )
    halt_reason: Mapped[str | None] = said(
        "longtext",
        "中止撤销原因",
        aliases="中止原因|撤销原因|撤项原因",
        group="中止变更",
        rule="require halt_reason when halt_date filled",
    )
    halt_doc_no: Mapped[str | None] = said(
        "text",
        "中止撤销文号",
        aliases="中止文号|撤销文号|撤项文号",
        group="中止变更",
        rule="require halt_doc_no when halt_date filled",
    )
