package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.RandomIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aHeaderIsReadAndWrittenUnchanged() {
        assertThat(TraceParent.parse(HEADER)).map(TraceParent::toString).hasValue(HEADER);
    }

    @Test
    void aLaterVersionMayHaveMore() {
        assertThat(TraceParent.parse("cc" + HEADER.substring(2) + "-what-the-future-brings"))
                .map(TraceParent::traceId)
                .hasValue("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
            })
    void anythingElseIsNoTrace(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void aChildKeepsTheTraceAndGetsASpanOfItsOwn() {
        TraceParent caller = TraceParent.parse(HEADER).orElseThrow();
        TraceParent child = caller.child(new RandomIds());
        assertThat(child.traceId()).isEqualTo(caller.traceId());
        assertThat(child.spanId()).isNotEqualTo(caller.spanId());
        assertThat(child.sampled()).isTrue();
        assertThat(TraceParent.parse(child.toString())).hasValue(child);
    }

    @Test
    void aTraceThatBeginsHereIsValid() {
        TraceParent begun = TraceParent.begin(new RandomIds());
        assertThat(TraceParent.parse(begun.toString())).hasValue(begun);
    }
}
