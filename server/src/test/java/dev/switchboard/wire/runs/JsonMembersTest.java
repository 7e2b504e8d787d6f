package dev.switchboard.wire.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** Documents may grow, members may be missing, and values may be of another kind. */
class JsonMembersTest {

    @Test
    void whatNobodyReadsIsPassedOver() {
        JsonMembers members = of("{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":[[]],\"e\":\"x\"}");

        assertThat(members.next()).isTrue();
        assertThat(members.next()).isTrue();
        assertThat(members.next()).isTrue();
        assertThat(members.name()).isEqualTo("e");
        assertThat(members.text()).isEqualTo("x");
        assertThat(members.next()).isFalse();
        assertThat(members.next()).isFalse();
    }

    @Test
    void anInnerObjectThatIsLeftHalfReadIsPassedOver() {
        JsonMembers members = of("{\"a\":{\"b\":1,\"c\":{\"d\":2}},\"e\":3}");
        members.next();
        JsonMembers inner = members.object();
        assertThat(inner).isNotNull();
        inner.next();

        assertThat(members.next()).isTrue();
        assertThat(members.number()).isEqualTo(3);
    }

    @Test
    void aValueOfAnotherKindIsAbsent() {
        JsonMembers members = of("{\"a\":null}");
        members.next();

        assertThat(members.text()).isEmpty();
        assertThat(members.textOrNull()).isNull();
        assertThat(members.scalar()).isEmpty();
        assertThat(members.number()).isZero();
        assertThat(members.isNumber()).isFalse();
        assertThat(members.flag()).isFalse();
        assertThat(members.object()).isNull();
        assertThat(members.elements()).isEmpty();
        assertThat(members.scalars()).isEmpty();
    }

    @Test
    void elementsKeepTheirNumbersAndTheirCharacters() {
        JsonMembers members = of("{\"data\":[{\"n\":1.10,\"t\":\"中\\u0041\"}, 7, {\"x\":[]}]}");
        members.next();

        assertThat(members.elements()).isEqualTo(List.of("{\"n\":1.10,\"t\":\"中A\"}", "{\"x\":[]}"));
        assertThat(members.next()).isFalse();
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> of("[]")).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> of("<h1>")).isInstanceOf(JacksonException.class);
    }

    @Test
    void aRunOfAnotherTimeIsReadAsFarAsItIsKnown() {
        RunDocument run =
                RunDocument.read(of("{\"run_id\":\"r\",\"steps\":\"many\",\"usage\":[],\"tomorrow\":{\"a\":1}}"));

        assertThat(run.runId()).isEqualTo("r");
        assertThat(run.steps()).isZero();
        assertThat(run.usage()).isEqualTo(TokenUsage.NONE);
        assertThat(run.status()).isEqualTo(RunStatus.OTHER);
        assertThat(run.digest()).isNull();
    }

    @Test
    void aLineOfAnUnknownTypeIsNoFailure() {
        assertThat(RunLineReader.read("tomorrow", of("{\"a\":1}"))).isEqualTo(new RunLine.Other("tomorrow"));
        assertThat(RunLineReader.read("item.completed", null)).isEqualTo(new RunLine.Said("", ""));
    }

    @Test
    void aNestedCallIsRead() {
        RunLine line = RunLineReader.read(
                "subagent_event",
                of("{\"task_tool_call_id\":\"c1\",\"event\":{\"type\":\"tool_call\",\"payload\":{\"id\":\"c2\","
                        + "\"function\":{\"name\":\"Glob\",\"arguments\":\"{}\"}}}}"));

        assertThat(line).isEqualTo(new RunLine.Nested("c1", new RunLine.ToolCalled("c2", "Glob", "{}")));
    }

    private static JsonMembers of(String json) {
        return JsonMembers.of(json.getBytes(StandardCharsets.UTF_8));
    }
}
