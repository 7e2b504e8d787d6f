package dev.switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent.Said;
import dev.switchboard.agent.AgentEvent.Thought;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeechTest {
    private final RecordingHost host = RecordingHost.commanded("go");
    private final CallIds ids = new CallIds("old"::equals, host::newId);
    private final Speech speech = new Speech(host, ids);

    @Test
    void fragmentsOfOneKindAreOneItemUntilSomethingElseComes() {
        speech.think("a");
        speech.think("b");
        speech.text("");
        speech.think("c");
        speech.text(" one");
        speech.toolCall("x", "Echo");
        speech.text("two ");

        assertThat(speech.told())
                .containsExactly(new Thought("id-1", "abc"), new Said("id-2", "one"), new Said("id-3", "two"));
        assertThat(speech.shown()).containsExactly("id-1", "id-2", "id-3", "x");
    }

    @Test
    void blankWordsAreNotLoggedButTheirItemIsClosed() {
        speech.text(" \n");

        assertThat(speech.told()).isEmpty();
        assertThat(speech.end()).hasSize(1);
    }

    @Test
    void argumentsOfCallsThatAreWrittenAtTheSameTimeAreKeptApart() {
        speech.toolCall("x", "Echo");
        speech.toolCall("y", "Echo");
        speech.toolArguments("x", "{");
        speech.toolArguments("y", "[");
        speech.toolArguments("x", "}");
        speech.toolArguments("nobody", "?");

        assertThat(host.item("x").text()).isEqualTo("{}");
        assertThat(host.item("y").text()).isEqualTo("[");
    }

    @Test
    void callsHaveTheIdsUnderWhichTheyWereShown() {
        speech.toolCall("x", "A");
        speech.toolCall("x", "B");
        speech.toolCall("old", "C");

        assertThat(speech.identified(List.of(
                        new ToolCall("x", "A", "1"),
                        new ToolCall("x", "B", "2"),
                        new ToolCall("old", "C", "3"),
                        new ToolCall("never announced", "D", "4"),
                        new ToolCall("x", "E", "5"),
                        new ToolCall("l".repeat(500), "F".repeat(500), "6"))))
                .containsExactly(
                        new ToolCall("x", "A", "1"),
                        new ToolCall("id-1", "B", "2"),
                        new ToolCall("id-2", "C", "3"),
                        new ToolCall("never announced", "D", "4"),
                        new ToolCall("id-3", "E", "5"),
                        new ToolCall("id-4", "F".repeat(256) + "...", "6"));
    }

    @Test
    void aModelThatChangesItsMindAllTheTimeOpensNoMoreItemsThanABound() {
        for (int i = 0; i < Speech.MAX_ITEMS; i++) {
            speech.think("t");
            speech.text("w");
        }

        assertThat(host.items(ItemKind.THINK)).hasSize(Speech.MAX_ITEMS / 2);
        assertThat(host.items(ItemKind.TEXT)).hasSize(Speech.MAX_ITEMS / 2);
        assertThat(speech.told().getLast()).isEqualTo(new Said("id-1000", "w".repeat(1 + Speech.MAX_ITEMS / 2)));
    }

    @Test
    void whatNobodyTookIsClosedWithTheSpeech() {
        speech.text("one");
        speech.end().forEach(OpenItem::close);
        speech.toolCall("x", "Echo");
        speech.close();

        assertThat(host.openItems()).isEmpty();
        assertThat(host.faults()).isEmpty();
    }
}
