package dev.switchboard.cli.terminal;

/**
 * Everything that the commands say, in every {@link Language}. {@code {0}} and {@code {1}} … stand for values; {@code {0|step|steps}} is a
 * number with the word that goes with it.
 */
public enum Text {
    ERROR("error: {0}", "错误：{0}"),
    WHY("why: {0}", "原因：{0}"),
    NEXT("next: {0}", "下一步：{0}"),

    UNREACHABLE("no server answers at {0}", "{0} 没有服务应答"),
    NO_ANSWER("the server at {0} has not answered in {1} s", "{0} 的服务在 {1} 秒内没有应答"),
    NOT_SWITCHBOARD("what answers at {0} is not a Switchboard server", "{0} 上应答的不是 Switchboard 服务"),
    NOT_TRUSTED("the certificate of {0} is not trusted", "{0} 的证书不受信任"),
    NEEDS_TOKEN("the server wants a token", "服务要求提供令牌"),
    NOT_ALLOWED("the server does not allow this", "服务不允许此操作"),
    NOT_FOUND("there is no such thing on the server", "服务上没有找到"),
    CONFLICT("the state on the server does not allow this", "服务上的当前状态不允许此操作"),
    TOO_BUSY("the server has too much to do", "服务过于繁忙"),
    SERVER_FAILED("the server cannot do this now", "服务暂时无法完成此操作"),
    NOT_ACCEPTED("the server does not accept this", "服务不接受此请求"),
    RETRY_AFTER("try again in {0} s", "请在 {0} 秒后重试"),
    STREAM_LOST("lost the lines of run {0}; the run goes on", "与运行 {0} 的连接已中断；运行仍在继续"),
    SOCKET_LOST("the connection to {0} is lost", "与 {0} 的连接已中断"),
    INCOMPLETE("the lines of run {0} did not come complete", "运行 {0} 的事件接收不完整"),
    BUG("the command failed; this is a bug", "命令失败；这是一个缺陷"),
    OUTPUT_FAILED("standard output cannot be written", "无法写入标准输出"),

    STATUS_QUEUED("queued", "排队中"),
    STATUS_RUNNING("running", "运行中"),
    STATUS_WAITING("waiting", "等待审批"),
    STATUS_FINISHED("finished", "已完成"),
    STATUS_ERROR("error", "出错"),
    STATUS_CANCELLED("cancelled", "已取消"),
    STATUS_MAX_STEPS("step limit", "达到步数上限"),
    STATUS_OTHER("unknown", "未知"),
    STATUS_WITH_REASON("{0} ({1})", "{0}（{1}）"),

    RUN_STARTED("run {0}  session {1}", "运行 {0}  会话 {1}"),
    RUN_BEGINS("model {0}  in {1}", "模型 {0}  目录 {1}"),
    RUN_ENDED("{0}  {1|step|steps}  {2|token|tokens}  {3}", "{0}  {1} 步  {2} 个 token  {3}"),
    RUN_ENDED_BEFORE("the run has ended: {0}", "运行已结束：{0}"),
    RUN_FAILED("the run failed: {0}", "运行失败：{0}"),
    MAX_STEPS("the run has reached its limit of {0|step|steps}", "运行达到步数上限（{0} 步）"),
    TOOL_EXIT("exit {0}", "退出码 {0}"),
    TOOL_LINES("{0|line|lines}: {1}", "{0} 行：{1}"),
    TOOL_LAST_LINE("{0|line|lines}, at the end: {1}", "{0} 行，末行：{1}"),
    STEP_RETRIED("the model failed ({0}); attempt {1}", "模型出错（{0}）；第 {1} 次尝试"),
    STEP_RETRIED_VOID("the model failed ({0}); attempt {1}, what it said last is void", "模型出错（{0}）；第 {1} 次尝试，刚才的内容作废"),
    STEERED("told the agent: {0}", "已告知智能体：{0}"),
    RESUMED("the run goes on ({0})", "运行继续（{0}）"),
    RECONNECTING("connection lost ({0}), connecting again…", "连接中断（{0}），正在重连…"),
    RECONNECTED("connected again", "已重新连接"),
    CANCELLING("cancelling run {0}… (Ctrl-C again leaves without waiting)", "正在取消运行 {0}…（再按一次 Ctrl-C 立即离开）"),
    TIME_IS_UP("time is up: cancelling run {0}…", "时间已到：正在取消运行 {0}…"),
    LEFT("left run {0}; see: {1}", "已离开运行 {0}；查看：{1}"),
    DETACHED("""
            run {0} goes on
              follow it: {1}
              what it asks for: {2}, then {3}""", """
            运行 {0} 在后台继续
              跟踪：{1}
              查看其请求：{2}，然后 {3}"""),

    DETACHED_ALONE("""
            run {0} goes on
              follow it: {1}""", """
            运行 {0} 在后台继续
              跟踪：{1}"""),

    APPROVAL_ASKED("{0} wants to: {1}  (approval {2})", "{0} 请求：{1}（审批 {2}）"),
    APPROVAL_QUESTION("{0} wants to: {1}  (until {2})", "{0} 请求：{1}（截止 {2}）"),
    APPROVAL_CHOICES(
            "y once · s for this session · n no, stop · n WHY no, and tell the agent why: ",
            "y 允许一次 · s 本会话都允许 · n 拒绝并停止 · n 理由 拒绝并告知智能体："),
    APPROVAL_LATER("nobody answers here; answer with: {0}", "此处无人应答；请用：{0}"),
    APPROVAL_DECIDED("approval {0}: {1} by {2}", "审批 {0}：{1}（由 {2} 决定）"),
    APPROVAL_VOID("approval {0}: not asked any more, the run was cancelled", "审批 {0}：运行已取消，不再询问"),
    APPROVAL_LATE("approval {0}: nobody answered in time, so it was denied", "审批 {0}：逾期无人答复，视为拒绝"),
    DECIDED_ELSEWHERE("already answered by {0}", "已由 {0} 答复"),
    DECIDED_APPROVE("approved", "已批准"),
    DECIDED_SESSION("approved for the session", "本会话内已批准"),
    DECIDED_REJECT("denied", "已拒绝"),
    WAITING_FOR_APPROVAL("run {0} waits for an approval: {1} wants to: {2}", "运行 {0} 等待审批：{1} 请求：{2}"),
    WAITING_GOES_ON("nobody can be asked here; the run goes on waiting: {0}", "此处无法询问；运行将继续等待：{0}"),
    APPROVAL_PENDING("pending", "待审批"),
    APPROVAL_EXPIRED("expired", "已过期"),
    WATCHING_APPROVALS("waiting for approvals… (Ctrl-C ends)", "正在等待审批…（Ctrl-C 结束）"),

    WS_OPEN("connected to {0}{1}", "已连接到 {0}{1}"),
    WS_CLOSED("the server closed the socket: {0} {1}", "服务关闭了连接：{0} {1}"),
    WS_LEFT("left: nothing came any more", "已离开：没有更多消息"),
    WS_BINARY("a binary message of {0|byte|bytes}, not shown", "收到 {0} 字节的二进制消息，不显示"),

    CHAT_SESSION("session {0}", "会话 {0}"),
    CHAT_HELP("""
            what you type goes to the agent; while it works, your message waits its turn
              /stop          stop what goes on, also what waits
              /new [NAME]    another session, a new one without a name
              /model [NAME]  the model of this session, or which there are
              /history       what was said
              /reset         forget the conversation, keep the session
              /status        how the session does
              /quit          leave; what goes on goes on
              y, s, n [WHY]  answer an approval: once, for the session, no""", """
            输入的内容发给智能体；忙碌时消息会排队
              /stop          停止正在进行和排队的内容
              /new [名称]    另一个会话；不写名称则新建
              /model [名称]  设置本会话的模型，或列出模型
              /history       已有的对话
              /reset         清空对话，保留会话
              /status        会话状态
              /quit          离开；正在进行的内容会继续
              y, s, n [理由] 回答审批：一次、本会话、拒绝"""),
    CHAT_BEGINS("type a message; /help explains, /quit leaves", "请输入消息；/help 查看帮助，/quit 离开"),
    CHAT_YOU("you", "你"),
    CHAT_QUEUED("queued: answered after what goes on", "已排队：当前内容结束后回答"),
    CHAT_UNSENT("not sent yet ({0}); trying again…", "尚未发送（{0}）；正在重试…"),
    CHAT_FAILED("the answer failed: {0}", "回答失败：{0}"),
    CHAT_ABORTED("stopped ({0})", "已停止（{0}）"),
    CHAT_STOPPING("stopping… (Ctrl-C again leaves without waiting)", "正在停止…（再按一次 Ctrl-C 立即离开）"),
    CHAT_NOTHING_TO_STOP("nothing goes on", "没有正在进行的内容"),
    CHAT_GAP("some of what was said in between is not kept; /history shows what is", "其间的部分内容未保留；/history 可查看已有内容"),
    CHAT_LEFT("come back with: {0}", "再次进入：{0}"),
    CHAT_GOES_ON("what goes on goes on without you", "正在进行的内容会继续"),
    CHAT_AGAIN_TO_QUIT("Ctrl-C again or /quit leaves", "再按一次 Ctrl-C 或输入 /quit 离开"),
    CHAT_UNKNOWN("unknown command: {0}; see /help", "未知命令：{0}；请看 /help"),
    CHAT_MODEL_SET("model of this session: {0}", "本会话的模型：{0}"),
    CHAT_WAITS("{0} waits for an approval: {1} wants to: {2}", "{0} 等待审批：{1} 请求：{2}"),
    CHAT_NO_SESSION("there is no session {0}", "没有会话 {0}"),
    SESSION_RENAMED("session {0} is now called {1}", "会话 {0} 现在名为 {1}"),
    SESSION_ARCHIVED("session {0} is archived", "会话 {0} 已归档"),
    SESSION_UNARCHIVED("session {0} is not archived any more", "会话 {0} 已取消归档"),
    SESSION_CUT("only the latest {0} messages are shown", "仅显示最近 {0} 条消息"),
    HEAD_LABEL("LABEL", "名称"),
    HEAD_UPDATED("UPDATED", "更新"),
    HEAD_LATEST("LATEST", "最近"),
    HEAD_ID("ID", "编号"),
    HEAD_ARCHIVED("ARCHIVED", "已归档"),
    YES("yes", "是"),

    BAD_SERVER("--server: \"{0}\" is no address", "--server：“{0}”不是地址"),
    BAD_VALUE("{0}: {1} (expected: {2})", "{0}：{1}（应为：{2}）"),
    WHOLE_NUMBER("a whole number", "整数"),
    MISSING("missing: {0}", "缺少：{0}"),
    UNKNOWN_OPTION("unknown option: {0}", "未知选项：{0}"),
    UNKNOWN_COMMAND("unknown command or argument: {0}", "未知命令或参数：{0}"),
    DID_YOU_MEAN(" (did you mean {0}?)", "（是否想输入 {0}？）"),
    EXCLUDE("{0} and {1} exclude each other", "{0} 与 {1} 不能同时使用"),
    NO_TEXT("there is no text for the agent", "没有给智能体的文字"),
    INPUT_TOO_LONG("standard input is longer than {0} bytes", "标准输入超过 {0} 字节"),
    INPUT_FAILED("standard input cannot be read", "无法读取标准输入"),
    NO_SESSION_HERE("no run has worked in {0} yet", "{0} 中还没有运行过"),
    AMBIGUOUS("several ids begin with {0}", "有多个编号以 {0} 开头"),
    NO_ID_BEGINS("no id begins with {0}", "没有编号以 {0} 开头"),
    UNKNOWN_KEY("there is no setting {0}", "没有名为 {0} 的设置"),
    NO_MODEL("no model is configured", "没有配置模型"),
    UNKNOWN_MODEL("there is no model {0}", "没有名为 {0} 的模型"),
    MODEL_FAILED("the model {0} does not work", "模型 {0} 无法使用"),
    TESTING_MODEL("testing {0}…", "正在测试 {0}…"),
    CANCEL_ASKED("run {0} is asked to end", "已请求结束运行 {0}"),
    CANCEL_TOO_LATE("run {0} has ended already: {1}", "运行 {0} 已经结束：{1}"),
    NOTHING("nothing to show", "没有内容"),
    NONE("none", "无"),
    MORE("there is more: {0}", "还有更多：{0}"),

    HEAD_RUN("RUN", "运行"),
    HEAD_STATUS("STATUS", "状态"),
    HEAD_STARTED("STARTED", "开始"),
    HEAD_TOOK("TOOK", "用时"),
    HEAD_STEPS("STEPS", "步数"),
    HEAD_SESSION("SESSION", "会话"),
    HEAD_COMMAND("COMMAND", "指令"),
    HEAD_WORK_DIR("DIRECTORY", "目录"),
    HEAD_MODEL("MODEL", "模型"),
    HEAD_CREATED("CREATED", "创建"),
    HEAD_ENDED("ENDED", "结束"),
    HEAD_TOKENS("TOKENS", "token"),
    HEAD_LINES("LINES", "事件"),
    HEAD_ORIGIN("ORIGIN", "来源"),
    HEAD_APPROVAL("APPROVAL", "审批"),
    HEAD_UNTIL("UNTIL", "截止"),
    HEAD_TOOL("TOOL", "工具"),
    HEAD_ACTION("ACTION", "操作"),
    HEAD_DEED("WANTS TO", "请求"),
    HEAD_ERROR("ERROR", "错误"),
    HEAD_BY("BY", "决定者"),
    HEAD_FEEDBACK("FEEDBACK", "反馈"),
    HEAD_PROVIDER("PROVIDER", "提供方"),
    HEAD_NAME("NAME", "名称"),
    HEAD_CAPABILITIES("CAPABILITIES", "能力"),
    HEAD_DEFAULT("DEFAULT", "默认"),
    HEAD_STREAM("STREAM", "流式"),
    HEAD_THINKING("THINKING", "思考"),
    HEAD_FIRST_TOKEN("FIRST TOKEN", "首个 token"),
    HEAD_SERVER("SERVER", "服务"),
    HEAD_VERSION("VERSION", "版本"),
    HEAD_MODELS("MODELS", "模型"),
    HEAD_READERS("READERS", "读者"),
    HEAD_KEY("KEY", "键"),
    HEAD_VALUE("VALUE", "值"),
    HEAD_SOURCE("SOURCE", "来自"),
    SOURCE_DEFAULT("default", "默认值"),

    CONFIG_WRONG("the configuration cannot be used", "配置无法使用"),
    CONFIG_GOOD("the configuration can be used", "配置可以使用"),
    START_PORT("the server cannot have its port", "服务无法取得端口"),
    START_TOKEN("the server does not open itself to others without a token", "没有令牌，服务不对外开放"),
    START_DATA("the server has no place for its data", "服务没有可用的数据目录"),
    PORT_TAKEN("port {0} is taken by another program; the others are served", "端口 {0} 已被其他程序占用；其余端口照常服务"),
    STOPPING("stopping; runs may end… (again: at once)", "正在停止，等待运行结束…（再按一次立即停止）"),
    STOPPED("stopped", "已停止"),

    DEMO_SERVER("✓ server  {0}", "✓ 服务  {0}"),
    DEMO_MODEL(
            "✓ model   demo (scripted, offline); your own: set KIMI_BASE_URL, KIMI_API_KEY, KIMI_MODEL_NAME",
            "✓ 模型  演示（脚本，离线）；使用自己的模型：设置 KIMI_BASE_URL、KIMI_API_KEY、KIMI_MODEL_NAME"),
    DEMO_TASK("look around and read the README", "看看这里有什么，读一读 README"),
    DEMO_NEXT("""
            next, in another terminal:
              export SWITCHBOARD_URL={0}
              switchboard run "list the files"
              switchboard runs ls
              curl -N -H 'Content-Type: application/json' -d '{1}' {0}/api/v1/runs""", """
            接下来可以在另一个终端中试试：
              export SWITCHBOARD_URL={0}
              switchboard run "列出文件"
              switchboard runs ls
              curl -N -H 'Content-Type: application/json' -d '{1}' {0}/api/v1/runs"""),
    DEMO_OVER(
            "the demo has ended, and its server with it\n  next: switchboard demo --keep",
            "演示已结束，其服务也已停止\n  下一步：switchboard demo --keep"),
    DEMO_KEEPS("the server goes on; Ctrl-C stops it", "服务继续运行；按 Ctrl-C 停止"),
    DEMO_NO_PLACE("there is no place for the demo's files", "没有存放演示文件的地方"),
    DEMO_LEFT_OVER("files are left in {0}", "{0} 中留有文件"),

    DOCTOR_HEALTHY("everything that is needed is there", "所需条件均已具备"),
    DOCTOR_NO_SERVER("everything that a server needs is there; none answers yet", "服务所需条件均已具备；目前没有服务应答"),
    DOCTOR_ILL("something that is needed is not there", "缺少必需的条件"),
    CHECK_JAVA("Java {0} (25 or newer is needed)", "Java {0}（需要 25 或更新版本）"),
    CHECK_CONFIG("configuration: {0}", "配置：{0}"),
    CHECK_CONFIG_NONE("configuration: no file yet, the defaults hold; it would be {0}", "配置：尚无文件，使用默认值；文件位置应为 {0}"),
    CHECK_DATA("data directory: {0}", "数据目录：{0}"),
    CHECK_DATA_CLOSED("data directory cannot be written: {0}", "数据目录不可写：{0}"),
    CHECK_SPACE("{0} MiB free in {1}", "{1} 剩余 {0} MiB"),
    CHECK_PORT_FREE("port {0} is free", "端口 {0} 空闲"),
    CHECK_PORT_SERVED("port {0} is held by a Switchboard server", "端口 {0} 由 Switchboard 服务使用"),
    CHECK_PORT_TAKEN("port {0} is taken by another program", "端口 {0} 已被其他程序占用"),
    CHECK_SERVER("server {0} answers, version {1}", "服务 {0} 有应答，版本 {1}"),
    CHECK_MODEL("models: {0}", "模型：{0}"),
    CHECK_NO_MODEL("the server has no model", "服务没有配置模型"),
    CHECK_MODEL_UNKNOWN("models: unknown while no server answers", "模型：服务无应答，无法得知"),
    CHECK_RIPGREP("ripgrep, for searching in files: {0}", "ripgrep（用于搜索文件）：{0}"),
    CHECK_SETSID("setsid, for ending tools with all they started: {0}", "setsid（用于连同子进程一起结束工具）：{0}");

    private final String english;
    private final String chinese;

    Text(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    /** The text with its values put in. */
    public String in(Language language, Object... values) {
        String text = switch (language) {
            case EN -> english;
            case ZH -> chinese;
        };
        return fill(text, values);
    }

    /** Values are put in as they are, also when they hold braces themselves. */
    private static String fill(String text, Object... values) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', from)) {
            int end = text.indexOf('}', brace);
            String[] slot = text.substring(brace + 1, end).split("\\|", -1);
            Object value = values[Integer.parseInt(slot[0])];
            filled.append(text, from, brace).append(value);
            if (slot.length == 3) {
                filled.append(' ').append(String.valueOf(value).equals("1") ? slot[1] : slot[2]);
            }
            from = end + 1;
        }
        return filled.append(text, from, text.length()).toString();
    }
}
