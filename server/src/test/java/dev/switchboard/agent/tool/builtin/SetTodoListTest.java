package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetTodoListTest {
    @TempDir
    Path directory;

    @Test
    void peopleSeeTheList() throws Exception {
        ToolResult result = new Workplace(directory)
                .call(
                        "SetTodoList",
                        "todos",
                        List.of(
                                Map.of("title", "read\nthe code", "status", "Done"),
                                Map.of("title", "change it", "status", "In Progress"),
                                Map.of("title", "test it", "status", "Pending")));

        assertThat(result.ok()).isTrue();
        assertThat(result.brief()).isEqualTo("- ~~read the code~~\n- **change it**\n- test it");
        assertThat(result.output()).isEmpty();
    }

    @Test
    void theListHasBounds() throws Exception {
        Workplace place = new Workplace(directory);
        Map<String, String> todo = Map.of("title", "x", "status", "Done");

        assertThat(place.call("SetTodoList", "todos", List.of()).ok()).isTrue();
        assertThat(place.call("SetTodoList", "todos", Collections.nCopies(101, todo))
                        .brief())
                .isEqualTo("Invalid arguments");
        assertThat(place.call("SetTodoList", "todos", List.of(Map.of("title", "x", "status", "Someday")))
                        .brief())
                .isEqualTo("Invalid arguments");
        assertThat(place.call("SetTodoList", "todos", List.of(Map.of("title", "", "status", "Done")))
                        .brief())
                .isEqualTo("Invalid arguments");
    }

    @Test
    void nobodyIsAsked() {
        assertThat(new Workplace(directory).plan("SetTodoList", "todos", List.of()))
                .isInstanceOf(Plan.Answered.class);
    }
}
