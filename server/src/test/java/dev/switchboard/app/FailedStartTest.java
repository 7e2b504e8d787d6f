package dev.switchboard.app;

import static dev.switchboard.testing.ChatReply.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.SystemTime;
import dev.switchboard.web.ListenException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class FailedStartTest {
    @TempDir
    private Path root;

    @Test
    void aServerThatCannotListenTouchesNoRun() throws Exception {
        String run;
        try (WholeServer before = new WholeServer(root, new SystemTime())) {
            before.provider.reply(
                    chat().call("c1", "Bash", "{\"command\":\"true\"}").usage(1, 1));
            ObjectNode asking = before.command("go");
            asking.putObject("options").put("yolo", false);
            run = before.start(asking);
            before.await(run, "approval_request");
        }

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> new WholeServer(root, new SystemTime(), taken.getLocalPort()))
                    .isInstanceOf(ListenException.class);
        }

        try (WholeServer after = new WholeServer(root, new SystemTime())) {
            after.await(run, "resumed");
            JsonNode approval = after.await(run, "approval_request").get("payload");
            after.post(
                    "/api/v1/runs/" + run + "/approvals/" + approval.get("id").stringValue(),
                    "{\"decision\":\"reject\"}");
            assertThat(WholeServer.types(after.linesOf(run)))
                    .containsOnlyOnce("resumed")
                    .endsWith("turn.completed");
        }
    }
}
