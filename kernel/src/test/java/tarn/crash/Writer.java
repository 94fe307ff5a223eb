package tarn.crash;

import java.nio.file.Path;

/** The process that is killed: it does steps and says before and after each. Arguments: data directory and seed. */
final class Writer {

    static final int WRITERS = 4;

    private Writer() {}

    public static void main(String[] arguments) {
        say("opening");
        // Never closed: it ends by being killed.
        var kept = new Kept(Path.of(arguments[0]));
        long seed = Long.parseLong(arguments[1]);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            Thread.ofPlatform().start(() -> Kept.CALLER.run(() -> write(kept, seed, writer)));
        }
    }

    private static void write(Kept kept, long seed, int writer) {
        for (int number = 0; ; number++) {
            var step = Step.of(seed, writer, number);
            say("begin " + writer + " " + number);
            kept.write(step);
            say("done " + writer + " " + number);
        }
    }

    private static void say(String line) {
        // One write per line, so that lines of several threads do not mix.
        System.out.println(line);
    }
}
