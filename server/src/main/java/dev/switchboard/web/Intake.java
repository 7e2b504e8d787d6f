package dev.switchboard.web;

import dev.switchboard.problem.Problem;
import dev.switchboard.web.Refusal.BodyTooLarge;
import dev.switchboard.web.Refusal.BodyTooSlow;
import dev.switchboard.web.Refusal.Refused;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Consumer;

/** Takes in one body, within bounds of size, time and what all bodies may weigh together. On the event loop. */
final class Intake implements Watch.Watched {
    private static final int FIRST_BYTES = 8 * 1024;

    private final Premises premises;
    private final EventLoop loop;
    private final Consumer<byte[]> whole;
    private final Consumer<Refusal> refused;
    private final long begun;
    private final ByteArrayOutputStream bytes;
    private long taken;
    private boolean over;

    private Intake(Premises premises, EventLoop loop, long length, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        this.premises = premises;
        this.loop = loop;
        this.whole = whole;
        this.refused = refused;
        this.begun = premises.time().nanos();
        this.bytes = new ByteArrayOutputStream(Math.clamp(length, 0, FIRST_BYTES));
    }

    /**
     * Begins. Exactly one of the two is called, on the event loop, unless the caller leaves before.
     *
     * @param whole gets the body; its memory is to be given back with {@link Premises#giveBody}
     */
    static void begin(
            Premises premises,
            HttpServerRequest request,
            EventLoop loop,
            Consumer<byte[]> whole,
            Consumer<Refusal> refused) {
        long length = length(request);
        Intake intake = new Intake(premises, loop, length, whole, refused);
        if (length > premises.config().maxBodyBytes()) {
            intake.refuse(new BodyTooLarge(premises.config().maxBodyBytes()));
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        premises.watch().add(intake);
        request.exceptionHandler(_ -> intake.left());
        request.handler(intake::take);
        request.endHandler(_ -> intake.end());
    }

    @Override
    public void check(long now) {
        Duration limit = premises.config().bodyTimeout();
        if (now - begun > limit.toNanos()) {
            loop.execute(() -> refuse(new BodyTooSlow(limit)));
        }
    }

    private void take(Buffer chunk) {
        if (over) {
            return;
        }
        int length = chunk.length();
        if (bytes.size() + (long) length > premises.config().maxBodyBytes()) {
            refuse(new BodyTooLarge(premises.config().maxBodyBytes()));
        } else if (!premises.takeBody(length)) {
            refuse(new Refused(new Problem.Unavailable(
                    "the bodies of other requests fill the memory set aside for them", Duration.ofSeconds(1))));
        } else {
            taken += length;
            bytes.writeBytes(chunk.getBytes());
        }
    }

    private void end() {
        if (finish()) {
            whole.accept(bytes.toByteArray());
        }
    }

    private void refuse(Refusal refusal) {
        if (finish()) {
            premises.giveBody(taken);
            refused.accept(refusal);
        }
    }

    private void left() {
        if (finish()) {
            premises.giveBody(taken);
        }
    }

    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        premises.watch().remove(this);
        return true;
    }

    private static long length(HttpServerRequest request) {
        String header = request.getHeader("Content-Length");
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
