"""What a clerk can do about a file that cannot be read: the next steps that the readers' refusals share."""

SAVE_AS = "请用 WPS 或 Excel 打开它，另存为 .xlsx 后再导入"
TAKE_TABLE_OUT = "请把里面的表格复制到 WPS 或 Excel 中，另存为 .xlsx 后再导入"
COPY_AGAIN = "请向发送人重新要一份，或重新拷贝后再试"
MEND = f"{COPY_AGAIN}；也可以用 WPS 或 Excel 打开后另存为 .xlsx"
UNLOCK = "请先在 WPS 或 Excel 中取消打开密码并保存，再导入"
CUT = "请删去表格下方和右侧的多余行列，另存后再导入"
SPLIT = "请拆成几个文件后分别导入"
