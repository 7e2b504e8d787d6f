package dev.switchboard.cli;

/** One command. Its fields are what the person has asked for. */
interface Command {

    /**
     * Does it and answers with the exit code.
     *
     * @throws InterruptedException when the thread is to end
     */
    int run(Call call) throws InterruptedException;
}
