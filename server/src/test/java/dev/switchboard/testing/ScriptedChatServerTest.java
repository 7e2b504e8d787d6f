package dev.switchboard.testing;

import static dev.switchboard.testing.ChatReply.chat;
import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedChatServerTest {
    private final ScriptedChatServer server = ScriptedChatServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.shutdownNow();
        server.close();
    }

    @Test
    void streamsWhatWasScriptedAndRemembersWhatItWasAsked() throws Exception {
        server.reply(chat().think("Hm.").call("c1", "Glob", "{\"a\":", "1}").usage(3, 4));

        String body = post("{\"messages\":[{\"role\":\"user\"}]}").body();

        assertThat(body)
                .contains("\"reasoning_content\":\"Hm.\"", "\"name\":\"Glob\"", "\"finish_reason\":\"tool_calls\"")
                .contains("\"prompt_tokens\":3")
                .endsWith("data: [DONE]\n\n");
        ChatRequest request = server.awaitRequest(1);
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.headers()).containsEntry("authorization", "Bearer k");
        assertThat(request.messages()).hasSize(1);
        assertThat(request.aborted()).isFalse();
    }

    @Test
    void answersWithStatusAndHeadersInTheOrderOfTheScriptAndSaysWhenItIsOver() throws Exception {
        server.reply(status(429, "{}").header("Retry-After", "2"));

        HttpResponse<String> first = post("{}");
        HttpResponse<String> second = post("{}");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).contains("2");
        assertThat(second.statusCode()).isEqualTo(500);
        assertThat(second.body()).contains("nothing is scripted for request 2");
    }

    @Test
    void aCutIsSeenAsABrokenResponse() {
        server.reply(chat().say("a").cut());

        assertThatThrownBy(() -> post("{}")).isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatGoesAwayIsSeen() throws Exception {
        server.reply(chat().say("a").hang());

        HttpResponse<InputStream> response = client.send(request("{}"), HttpResponse.BodyHandlers.ofInputStream());
        response.body().close();

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return client.send(request(body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .header("Authorization", "Bearer k")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
