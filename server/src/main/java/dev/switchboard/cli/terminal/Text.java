package dev.switchboard.cli.terminal;

/** Everything that the commands say, in every {@link Language}. {@code {0}} and {@code {1}} … stand for values. */
public enum Text {
    ERROR("error", "错误"),
    WHY("why", "原因"),
    NEXT("next", "下一步"),

    UNREACHABLE("no server answers at {0}", "{0} 没有服务应答"),
    NO_ANSWER("the server at {0} has not answered in {1} s", "{0} 的服务在 {1} 秒内没有应答"),
    NOT_SWITCHBOARD("what answers at {0} is not a Switchboard server", "{0} 上应答的不是 Switchboard 服务"),
    NEEDS_TOKEN("the server wants a token", "服务要求提供令牌"),
    NOT_ALLOWED("the server does not allow this", "服务不允许此操作"),
    NOT_FOUND("there is no such thing on the server", "服务上没有找到"),
    CONFLICT("the state on the server does not allow this", "服务上的当前状态不允许此操作"),
    TOO_BUSY("the server has too much to do", "服务过于繁忙"),
    SERVER_FAILED("the server cannot do this now", "服务暂时无法完成此操作"),
    NOT_ACCEPTED("the server does not accept this", "服务不接受此请求"),
    RETRY_AFTER("try again in {0} s", "请在 {0} 秒后重试"),
    STREAM_LOST("lost the lines of run {0}; the run goes on", "与运行 {0} 的连接已中断；运行仍在继续"),
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

    RUN_STARTED("run {0}  session {1}", "运行 {0}  会话 {1}"),
    RUN_BEGINS("model {0}  in {1}", "模型 {0}  目录 {1}"),
    RUN_ENDED("{0}  {1} steps  {2} tokens  {3}", "{0}  {1} 步  {2} 个 token  {3}"),
    RUN_ENDED_BEFORE("the run has ended: {0}", "运行已结束：{0}"),
    RUN_FAILED("the run failed: {0}", "运行失败：{0}"),
    MAX_STEPS("the run has reached its limit of {0} steps", "运行达到步数上限（{0} 步）"),
    STEP_RETRIED("the model failed ({0}); attempt {1}", "模型出错（{0}）；第 {1} 次尝试"),
    STEP_RETRIED_VOID(
            "the model failed ({0}); attempt {1}, what it said last is void",
            "模型出错（{0}）；第 {1} 次尝试，刚才的内容作废"),
    STEERED("told the agent: {0}", "已告知智能体：{0}"),
    RESUMED("the run goes on ({0})", "运行继续（{0}）"),
    RECONNECTING("connection lost ({0}), connecting again…", "连接中断（{0}），正在重连…"),
    RECONNECTED("connected again after line {0}", "已重新连接，从第 {0} 行之后继续"),
    CANCELLING(
            "cancelling run {0}… (Ctrl-C again leaves without waiting)",
            "正在取消运行 {0}…（再按一次 Ctrl-C 立即离开）"),
    TIME_IS_UP("time is up: cancelling run {0}…", "时间已到：正在取消运行 {0}…"),
    LEFT("left run {0}; see: switchboard runs show {0}", "已离开运行 {0}；查看：switchboard runs show {0}"),
    DETACHED("run {0} goes on; follow it: switchboard runs tail {0}", "运行 {0} 在后台继续；跟踪：switchboard runs tail {0}"),

    APPROVAL_ASKED("{0} wants to: {1}  (approval {2})", "{0} 请求：{1}（审批 {2}）"),
    APPROVAL_QUESTION("{0} wants to: {1}  (until {2})", "{0} 请求：{1}（截止 {2}）"),
    APPROVAL_CHOICES(
            "y once · s for this session · n no, stop · n WHY no, and tell the agent why: ",
            "y 允许一次 · s 本会话都允许 · n 拒绝并停止 · n 理由 拒绝并告知智能体："),
    APPROVAL_LATER(
            "nobody answers here; answer with: switchboard approvals approve {0}",
            "此处无人应答；请用：switchboard approvals approve {0}"),
    APPROVAL_DECIDED("approval {0}: {1} by {2}", "审批 {0}：{1}（由 {2} 决定）"),
    DECIDED_ELSEWHERE("already answered by {0}", "已由 {0} 答复"),
    DECIDED_APPROVE("approved", "已批准"),
    DECIDED_SESSION("approved for the session", "本会话内已批准"),
    DECIDED_REJECT("denied", "已拒绝"),
    WAITING_FOR_APPROVAL("run {0} waits for an approval: {1} wants to: {2}", "运行 {0} 等待审批：{1} 请求：{2}"),
    WAITING_GOES_ON(
            "nobody can be asked here; the run goes on waiting: switchboard runs tail {0} --after {1}",
            "此处无法询问；运行将继续等待：switchboard runs tail {0} --after {1}");

    private final String english;
    private final String chinese;

    Text(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    /** The text with its values put in. */
    public String in(Language language, Object... values) {
        String text =
                switch (language) {
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
            filled.append(text, from, brace).append(values[text.charAt(brace + 1) - '0']);
            from = brace + 3;
        }
        return filled.append(text, from, text.length()).toString();
    }
}
