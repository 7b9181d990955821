"""Greening (国土绿化): the fields of its ledger, each said once."""

from sqlalchemy import Index

from app.models.base import Base, Mapped
from app.models.field import said
from app.models.project import Project


class Greening(Project, Base):
    """Greening (国土绿化)."""

    __tablename__ = "greening"
    __table_args__ = (
        Index(None, "code"),
        Index(None, "plant_end"),
        Index(None, "announce_date"),
        Index(None, "accept_date"),
        Index(None, "map_date"),
        Index(None, "plan_year"),
        Index(None, "town_code"),
    )

    subcompartment: Mapped[str | None] = said(
        "text",
        "小班号",
        aliases="林班小班|林班-小班|小班编号|小班",
        group="基本信息",
    )
    task_kind: Mapped[str | None] = said(
        "choice",
        "任务类别",
        choices=(
            "新增造林|改造绿化|迹地更新|封山育林|森林抚育|平原绿化|城镇绿化|通道绿化|沿海防护林|"
            "一村万树|森林质量精准提升|珍贵彩色森林|拆后复绿"
        ),
        required_at="create",
        aliases="造林类别|项目类别|绿化类型|任务类型",
        group="基本信息",
    )
    programme: Mapped[str | None] = said(
        "choice",
        "工程类别",
        choices="新增百万亩国土绿化|千万亩森林质量精准提升|一村万树|战略储备林|美丽生态廊道|其他",
        required_at="create",
        aliases="工程类型|所属工程|重点工程",
        group="基本信息",
        rule="hint: programme = 一村万树 when task_kind = 一村万树",
    )
    land_right: Mapped[str | None] = said(
        "choice",
        "土地权属",
        choices="国有|集体",
        aliases="权属|林地权属|土地所有权",
        group="基本信息",
    )
    planting_body: Mapped[str | None] = said(
        "text",
        "造林主体",
        aliases="承建单位|户名|造林单位|实施主体",
        group="基本信息",
    )
    prev_class: Mapped[str | None] = said(
        "choice",
        "原地类",
        choices="宜林地|迹地|疏林地|园地|农村宅旁|拆违地|滩涂|其他",
        required_at="create",
        aliases="地类|造林前地类|现状地类",
        group="基本信息",
        rule="prev_class not in 耕地|永久基本农田",
    )
    plan_area: Mapped[int | None] = said(
        "quantity",
        "计划面积",
        unit="亩",
        scale=4,
        required_at="create",
        aliases="任务面积|下达任务面积|计划任务|计划造林面积",
        group="计划设计",
        rule="plan_area >= 0",
    )
    design_area: Mapped[int | None] = said(
        "quantity",
        "设计面积",
        unit="亩",
        scale=4,
        required_at="作业设计",
        aliases="小班面积|可作业面积|设计小班面积|作业设计面积",
        group="计划设计",
        rule="design_area > 0;hint: design_area <= plan_area",
    )
    planting_method: Mapped[str | None] = said(
        "choice",
        "造林方式",
        choices="植苗造林|播种造林|分殖造林|容器苗造林|大苗移植|封育|补植",
        required_at="作业设计",
        aliases="营造方式|造林方法|造林更新方式",
        group="计划设计",
    )
    forest_use: Mapped[str | None] = said(
        "choice",
        "林种",
        choices="防护林|用材林|经济林|能源林|特种用途林",
        required_at="作业设计",
        aliases="造林林种|林种类别|设计林种",
        group="计划设计",
    )
    main_species: Mapped[str | None] = said(
        "text",
        "主要树种",
        required_at="作业设计",
        aliases="造林树种|树种|主栽树种",
        group="计划设计",
    )
    species_mix: Mapped[str | None] = said(
        "text",
        "树种组成",
        aliases="混交比例|树种组成比例|树种配比",
        group="计划设计",
        rule="tenths(species_mix) = 10",
    )
    planting_density: Mapped[int | None] = said(
        "integer",
        "初植密度",
        unit="株/亩",
        required_at="作业设计",
        aliases="造林密度|密度|栽植密度",
        group="计划设计",
        rule="planting_density > 0",
    )
    design_doc_no: Mapped[str | None] = said(
        "text",
        "作业设计批复文号",
        required_at="作业设计",
        aliases="设计批复|作业设计编号|设计批复文号|作业设计文号",
        group="计划设计",
    )
    design_date: Mapped[str | None] = said(
        "date",
        "作业设计批复日期",
        required_at="作业设计",
        aliases="设计批复日期|设计批复时间|作业设计日期",
        group="计划设计",
    )
    contractor: Mapped[str | None] = said(
        "text",
        "施工单位",
        required_at="施工",
        aliases="中标单位|施工企业|绿化施工单位",
        group="施工",
    )
    plant_start: Mapped[str | None] = said(
        "date",
        "开工日期",
        required_at="施工",
        aliases="造林时间|栽植日期|开工时间|栽植时间|施工日期",
        group="施工",
        rule="plant_start >= design_date",
    )
    plant_end: Mapped[str | None] = said(
        "date",
        "完工日期",
        required_at="完工",
        aliases="完工时间|完成时间|施工完成日期|竣工日期",
        group="施工",
        rule="plant_end >= plant_start",
    )
    planted_area: Mapped[int | None] = said(
        "quantity",
        "完成施工面积",
        unit="亩",
        scale=4,
        required_at="完工",
        aliases="造林面积|完成面积|上报完成面积|造林施工面积|施工面积|完成造林面积",
        group="施工",
        rule=("planted_area >= 0;planted_area = new_area + improved_area;planted_area <= design_area * 1.1"),
        dated_by="plant_end",
    )
    new_area: Mapped[int | None] = said(
        "quantity",
        "新增绿化面积",
        unit="亩",
        scale=4,
        required_at="完工",
        aliases="新增面积|其中新增|新增造林面积",
        group="施工",
        rule="new_area >= 0",
        dated_by="plant_end",
    )
    improved_area: Mapped[int | None] = said(
        "quantity",
        "改造绿化面积",
        unit="亩",
        scale=4,
        required_at="完工",
        aliases="改造提升面积|改造面积|其中改造",
        group="施工",
        rule="improved_area >= 0",
        dated_by="plant_end",
    )
    plan_trees: Mapped[int | None] = said(
        "integer",
        "计划植树株数",
        unit="株",
        aliases="计划植树|计划株数|计划栽植株数",
        group="施工",
    )
    tree_count: Mapped[int | None] = said(
        "integer",
        "植树株数",
        unit="株",
        aliases="栽植株数|四旁植树株数|植树数量|株数|已植树",
        group="施工",
        rule="tree_count >= 0;hint: tree_count >= 10000 when village_grade = 示范村",
    )
    precious_trees: Mapped[int | None] = said(
        "integer",
        "珍贵树种株数",
        unit="株",
        aliases="珍贵树种|其中珍贵树种|珍贵树种数量",
        group="施工",
        rule="precious_trees >= 0;precious_trees <= tree_count",
    )
    converted_area: Mapped[int | None] = said(
        "quantity",
        "四旁折算面积",
        unit="亩",
        scale=4,
        aliases="折算面积|折算亩|四旁植树折算面积",
        group="施工",
        rule="computed: tree_count / 50;not counted with planted_area",
    )
    budget: Mapped[int | None] = said(
        "money",
        "投资概算",
        unit="万元",
        scale=4,
        aliases="投资|总投资|计划投资|投资金额",
        group="资金",
        rule="budget >= 0",
    )
    subsidy: Mapped[int | None] = said(
        "money",
        "资金补助",
        unit="万元",
        scale=4,
        aliases="补助资金|奖补资金|补助金额",
        group="资金",
        rule="subsidy >= 0;hint: subsidy <= budget",
    )
    accept_date: Mapped[str | None] = said(
        "date",
        "验收日期",
        required_at="验收",
        aliases="验收时间|检查验收|检查验收日期|核查日期",
        group="验收上图",
        rule="accept_date >= plant_end",
    )
    accept_result: Mapped[str | None] = said(
        "choice",
        "验收结论",
        choices="合格|补植后合格|不合格",
        required_at="验收",
        aliases="验收结果|验收情况|检查验收结论",
        group="验收上图",
        rule="hint: accept_result = 不合格 when survival_rate < 85",
    )
    survival_rate: Mapped[int | None] = said(
        "percent",
        "成活率",
        unit="%",
        scale=2,
        required_at="验收",
        aliases="合格率|造林成活率|苗木成活率",
        group="验收上图",
        rule="0 <= survival_rate;survival_rate <= 100;hint: survival_rate >= 85",
    )
    retention_rate: Mapped[int | None] = said(
        "percent",
        "保存率",
        unit="%",
        scale=2,
        aliases="三年保存率|造林保存率|保存率(3年)",
        group="验收上图",
        rule="0 <= retention_rate;retention_rate <= 100;hint: retention_rate <= survival_rate",
    )
    verified_area: Mapped[int | None] = said(
        "quantity",
        "验收核实面积",
        unit="亩",
        scale=4,
        required_at="验收",
        aliases="核实面积|合格面积|验收面积|验收合格面积|核定面积",
        group="验收上图",
        rule=("verified_area >= 0;verified_area <= planted_area;verified_area = 0 when accept_result = 不合格"),
    )
    mapped_area: Mapped[int | None] = said(
        "quantity",
        "上图面积",
        unit="亩",
        scale=4,
        aliases="落地上图面积|上图落地面积|上图入库面积",
        group="验收上图",
        rule=(
            "mapped_area > 0;hint: mapped_area <= verified_area * 1.05;"
            "hint: mapped_area >= verified_area * 0.95;require mapped_area when map_date filled"
        ),
    )
    map_date: Mapped[str | None] = said(
        "date",
        "上图入库日期",
        aliases="上图时间|上图日期|落地上图时间|入库日期",
        group="验收上图",
        rule="hint: map_date >= plant_end",
    )
    map_status: Mapped[str | None] = said(
        "choice",
        "上图审核状态",
        choices="县级提交|市级通过|省级通过|退回",
        aliases="上图审核|上图状态|落地上图审核",
        group="验收上图",
        rule="require map_status when map_date filled",
    )
    stand_volume: Mapped[int | None] = said(
        "quantity",
        "林分蓄积",
        unit="立方米/亩",
        scale=2,
        aliases="蓄积|蓄积量|亩均蓄积",
        group="质量提升",
        rule="stand_volume >= 0",
    )
    canopy_closure: Mapped[int | None] = said(
        "quantity",
        "郁闭度",
        scale=2,
        aliases="林分郁闭度|郁闭",
        group="质量提升",
        rule="0 <= canopy_closure;canopy_closure <= 1",
    )
    village_grade: Mapped[str | None] = said(
        "choice",
        "示范村等级",
        choices="示范村|推进村",
        required_at="申报",
        aliases="创建级别|一村万树等级|村庄等级",
        group="一村万树",
        rule="require village_grade at create when task_kind = 一村万树",
    )
    village_cover_before: Mapped[int | None] = said(
        "percent",
        "建设前林木覆盖率",
        unit="%",
        scale=2,
        aliases="创建前林木覆盖率|原林木覆盖率|建设前绿化覆盖率",
        group="一村万树",
        rule="0 <= village_cover_before;village_cover_before <= 100",
    )
    village_cover_after: Mapped[int | None] = said(
        "percent",
        "村庄林木覆盖率",
        unit="%",
        scale=2,
        aliases="林木覆盖率|绿化覆盖率|建设后林木覆盖率|创建后林木覆盖率",
        group="一村万树",
        rule=("0 <= village_cover_after;village_cover_after <= 100;hint: village_cover_after >= village_cover_before"),
    )
    feature_tree: Mapped[str | None] = said(
        "text",
        "特色树种",
        aliases="一村一品|古树名木|特色树种(一村一品)",
        group="一村万树",
    )
    county_check_date: Mapped[str | None] = said(
        "date",
        "县级自查日期",
        required_at="县级自查",
        aliases="县级自查|县级自查时间|自查日期",
        group="一村万树",
        rule="county_check_date >= plant_start",
    )
    city_check_date: Mapped[str | None] = said(
        "date",
        "市级复核日期",
        required_at="市级复核",
        aliases="市级复核|市级复核时间|复核日期",
        group="一村万树",
        rule="city_check_date >= county_check_date",
    )
    announce_doc_no: Mapped[str | None] = said(
        "text",
        "省级公布文号",
        required_at="省级公布",
        aliases="公布文号|省级公布文件|示范村公布文号",
        group="一村万树",
    )
    announce_date: Mapped[str | None] = said(
        "date",
        "省级公布日期",
        required_at="省级公布",
        aliases="公布日期|省级公布时间|公布时间",
        group="一村万树",
        rule="announce_date >= city_check_date",
    )
    photo_before: Mapped[str | None] = said(
        "text",
        "造林前照片",
        aliases="造林前图片|绿化前照片|施工前照片",
        group="照片材料",
        rule="hint: require photo_before when map_date filled",
    )
    photo_after: Mapped[str | None] = said(
        "text",
        "造林后照片",
        aliases="现地照片|造林后图片|绿化后照片|施工后照片",
        group="照片材料",
        rule="require photo_after when map_date filled",
    )
    halt_date: Mapped[str | None] = said(
        "date",
        "核减日期",
        required_at="核减",
        aliases="取消日期|调减日期",
        group="中止变更",
    )
    halt_reason: Mapped[str | None] = said(
        "longtext",
        "核减原因",
        required_at="核减",
        aliases="取消原因|调减原因",
        group="中止变更",
    )
