package tarn.engines.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.functions.FunctionEngineSettings;
import tarn.engines.functions.FunctionEnvironment;
import tarn.engines.functions.FunctionEvent;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionOutcome;
import tarn.engines.functions.FunctionOutcome.Kind;
import tarn.engines.functions.FunctionPlan;

/** Real processes of the machine's own Python. */
class ProcessEngineTest {

    @TempDir
    static Path scratch;

    private static ProcessEngine engine;
    private static int requests;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeAll
    static void open() {
        engine = ProcessEngine.open(new FunctionEngineSettings(scratch.resolve("functions"), true, List.of(), 100));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private FunctionEnvironment python(String code) {
        return engine.start(plan("python3.12", "app.handler", code, 256));
    }

    private FunctionPlan plan(String runtime, String handler, String code, int memoryMb) {
        return new FunctionPlan(
                runtime,
                handler,
                new Archive("app.py", code),
                List.of(),
                Map.of("COLOUR", "it's blue"),
                memoryMb,
                64,
                this::take);
    }

    private void take(byte[] piece) {
        synchronized (log) {
            log.writeBytes(piece);
        }
    }

    private String logged() {
        synchronized (log) {
            return log.toString(StandardCharsets.UTF_8);
        }
    }

    private static FunctionEvent event(String payload, Duration timeout) {
        return new FunctionEvent(
                "request-" + requests++,
                "arn:aws:lambda:us-east-1:123456789012:function:f",
                payload.getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                Optional.empty(),
                timeout,
                Optional.empty());
    }

    private static FunctionOutcome invoke(FunctionEnvironment environment, String payload) {
        return environment.invoke(event(payload, Duration.ofSeconds(20)));
    }

    private static String state(String name) {
        return String.valueOf(engine.state().get(name));
    }

    private static String text(FunctionOutcome outcome) {
        return new String(outcome.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void aHandlerAnswersAndKeepsItsStateWhileItsEnvironmentLives() {
        try (var environment = python("""
                    import os
                    calls = 0
                    def handler(event, context):
                        global calls
                        calls += 1
                        print('call', calls)
                        return [event['x'], calls, os.environ['COLOUR'], os.getcwd()]
                    """)) {
            assertThat(environment.initialise(Duration.ofSeconds(20)).kind()).isEqualTo(Kind.ANSWERED);
            assertThat(text(invoke(environment, "{\"x\": \"é\"}"))).startsWith("[\"é\", 1, \"it's blue\", ");
            assertThat(text(invoke(environment, "{\"x\": 2}"))).startsWith("[2, 2, ");
            assertThat(logged()).isEqualTo("call 1\ncall 2\n");
        }
    }

    @Test
    void anExceptionIsReportedWithItsTypeItsMessageAndItsTrace() {
        try (var environment = python("""
                    def handler(event, context):
                        raise ValueError('no ' + event)
                    """)) {
            var outcome = invoke(environment, "\"luck\"");
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(text(outcome))
                    .contains("\"errorMessage\": \"no luck\"")
                    .contains("\"errorType\": \"ValueError\"")
                    .contains("line 2, in handler");
            assertThat(logged()).contains("[ERROR] ValueError: no luck");
            assertThat(environment.isAlive()).isTrue();
        }
    }

    @Test
    void aHandlerThatIsNotThereFailsTheInitialisation() {
        try (var environment = engine.start(plan("python3.12", "app.absent", """
                    x = 1
                    """, 128))) {
            var outcome = environment.initialise(Duration.ofSeconds(20));
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(text(outcome)).contains("Runtime.HandlerNotFound", "Handler 'absent' missing on module 'app'");
        }
        try (var environment = engine.start(plan("python3.12", "apple.handler", """
                    x = 1
                    """, 128))) {
            assertThat(text(environment.initialise(Duration.ofSeconds(20))))
                    .contains("Runtime.ImportModuleError", "Unable to import module 'apple': No module named 'apple'");
        }
    }

    @Test
    void whoDoesNotAnswerInTimeIsEndedEvenIfItIgnoresSignals() {
        var environment = python("""
                    import signal, time
                    def handler(event, context):
                        signal.signal(signal.SIGTERM, signal.SIG_IGN)
                        print('waiting')
                        time.sleep(100)
                    """);
        environment.initialise(Duration.ofSeconds(20));
        var outcome = environment.invoke(event("{}", Duration.ofMillis(300)));
        assertThat(outcome.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(logged()).isEqualTo("waiting\n");
        assertThat(environment.isAlive()).isFalse();
    }

    @Test
    void whoExitsSaysHow() {
        var exiting = invoke(python("""
                    import os
                    def handler(event, context):
                        os._exit(3)
                    """), "{}");
        assertThat(exiting.kind()).isEqualTo(Kind.EXITED);
        assertThat(exiting.detail()).isEqualTo("exit status 3");
        var killed = invoke(python("""
                    import os
                    def handler(event, context):
                        os.kill(os.getpid(), 9)
                    """), "{}");
        assertThat(killed.detail()).isEqualTo("signal: killed");
    }

    @Test
    void whoTakesMoreMemoryThanItMayIsEnded() {
        var environment = engine.start(plan("python3.12", "app.handler", """
                    def handler(event, context):
                        keep = [bytes(bytearray(1 << 20)) + b'1' for _ in range(600)]
                        return len(keep)
                    """, 128));
        var outcome = invoke(environment, "{}");
        if (state("memory").equals("control groups")) {
            assertThat(outcome.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        } else {
            assertThat(text(outcome)).contains("MemoryError");
        }
    }

    @Test
    void aRuntimeThatIsNotThereIsAnErrorThatSaysWhatToDo() {
        var strict = new Installed(List.of(new Python(List.of())), false);
        assertThatThrownBy(() -> strict.match("python3.99"))
                .isInstanceOf(FunctionFailure.class)
                .hasMessageContaining("python3.99 is not installed")
                .hasMessageContaining("pyenv install 3.99");
    }

    @Test
    void aFunctionSeesItsCodeAndItsScratchAndNothingElse() throws Exception {
        var secret = Files.writeString(scratch.resolve("secret"), "secret");
        try (var environment = python("""
                    import os
                    def handler(event, context):
                        open('/tmp/x', 'w').write('1')
                        seen = os.path.exists(event)
                        try:
                            open('/var/task/app.py', 'a')
                            wrote = True
                        except OSError:
                            wrote = False
                        return [seen, wrote, os.getuid() == 0, len([p for p in os.listdir('/proc') if p.isdigit()]) < 6]
                    """)) {
            var outcome = invoke(environment, "\"" + secret + "\"");
            if (state("isolation").startsWith("own user")) {
                assertThat(text(outcome)).isEqualTo("[false, false, false, true]");
            } else {
                assertThat(outcome.kind()).isEqualTo(Kind.ANSWERED);
            }
        }
    }

    @Test
    void aFullScratchFolderIsTheFunctionsOwnTrouble() {
        try (var environment = python("""
                    def handler(event, context):
                        with open('/tmp/x', 'wb') as f:
                            for _ in range(100):
                                f.write(b'x' * (1 << 20))
                    """)) {
            var outcome = invoke(environment, "{}");
            if (!state("isolation").startsWith("none")) {
                assertThat(text(outcome)).contains("No space left on device");
            }
            assertThat(environment.isAlive()).isTrue();
        }
    }

    @Test
    void aFloodOfOutputIsHandedOnWithoutGatheringIt() {
        try (var environment = python("""
                    def handler(event, context):
                        for _ in range(20000):
                            print('x' * 99)
                        return 1
                    """)) {
            assertThat(text(invoke(environment, "{}"))).isEqualTo("1");
            assertThat(logged()).hasSize(2_000_000);
        }
    }

    @Test
    void aHandlerOfNodeAnswersAndItsErrorsAreTold() {
        var code = new Archive("app.mjs", """
                    let calls = 0;
                    export const handler = async (event) => {
                      console.log('got', event.x);
                      if (!event.x) throw new RangeError('no x');
                      return [event.x, ++calls];
                    };
                    """);
        var plan = new FunctionPlan("nodejs20.x", "app.handler", code, List.of(), Map.of(), 256, 64, this::take);
        try (var environment = engine.start(plan)) {
            assertThat(text(invoke(environment, "{\"x\": 1}"))).isEqualTo("[1,1]");
            assertThat(text(invoke(environment, "{\"x\": 2}"))).isEqualTo("[2,2]");
            assertThat(logged()).contains("INFO\tgot 1\n");
            var failed = invoke(environment, "{}");
            assertThat(failed.kind()).isEqualTo(Kind.FAILED);
            assertThat(text(failed)).contains("\"errorType\":\"RangeError\"", "\"errorMessage\":\"no x\"");
        }
    }

    @Test
    void aCustomRuntimeSpeaksForItself() {
        var code = new Archive("bootstrap", """
                    #!/bin/sh
                    api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
                    while :; do
                      head=/tmp/head
                      event=$(curl -sD $head $api/invocation/next)
                      id=$(grep -i Request-Id $head | tr -d '\\r' | cut -d' ' -f2)
                      curl -s -d "{\\"got\\": $event}" $api/invocation/$id/response >/dev/null
                    done
                    """);
        var plan = new FunctionPlan("provided.al2023", "any", code, List.of(), Map.of(), 128, 64, this::take);
        try (var environment = engine.start(plan)) {
            assertThat(text(invoke(environment, "[1]"))).isEqualTo("{\"got\": [1]}");
            assertThat(text(invoke(environment, "2"))).isEqualTo("{\"got\": 2}");
        }
    }

    @Test
    void aHandlerOfJavaAnswersAndItsErrorsAreTold() throws Exception {
        var folder = Files.createDirectories(scratch.resolve("handler"));
        var source = Files.writeString(folder.resolve("Handler.java"), """
                import java.util.*;
                public class Handler {
                    private int calls;
                    public Map<String, Object> answer(Map<String, Object> event) {
                        System.out.println("got " + event.get("x"));
                        if (event.isEmpty()) throw new IllegalStateException("no x");
                        return new TreeMap<>(Map.of("calls", ++calls, "x", event.get("x")));
                    }
                }
                """);
        var compiler = java.util.spi.ToolProvider.findFirst("javac").orElseThrow();
        assertThat(compiler.run(System.out, System.err, "-d", folder.toString(), "--release", "17", source.toString()))
                .isZero();
        var code = Archive.of("Handler.class", Files.readAllBytes(folder.resolve("Handler.class")));
        var plan = new FunctionPlan("java17", "Handler::answer", code, List.of(), Map.of(), 256, 64, this::take);
        try (var environment = engine.start(plan)) {
            assertThat(text(invoke(environment, "{\"x\": [1, \"\\u00e9\"]}")))
                    .isEqualTo("{\"calls\":1,\"x\":[1,\"é\"]}");
            assertThat(logged()).isEqualTo("got [1, é]\n");
            var failed = invoke(environment, "{}");
            assertThat(text(failed)).contains("\"errorMessage\":\"no x\"", "java.lang.IllegalStateException");
        }
    }

    @Test
    void functionsRunWhereTheyCannotBeKeptApartToo() throws Exception {
        var settings = new FunctionEngineSettings(scratch.resolve("plain"), true, List.of(), 100);
        var code = """
                import os
                def handler(event, context):
                    print(event)
                    return [os.environ['COLOUR'], os.path.exists('app.py')]
                """;
        try (var plain = ProcessEngine.open(settings, Isolation.NONE);
                var environment = plain.start(plan("python3.12", "app.handler", code, 128))) {
            assertThat(text(invoke(environment, "1"))).isEqualTo("[\"it's blue\", true]");
            assertThat(logged()).isEqualTo("1\n");
            assertThat(plain.state()).containsEntry("isolation", Isolation.NONE.words());
        }
    }

    @Test
    void anEndOfTarnIsNotAFailureOfTheFunction() throws Exception {
        var settings = new FunctionEngineSettings(scratch.resolve("ending"), true, List.of(), 100);
        var ending = ProcessEngine.open(settings);
        var environment = ending.start(plan("python3.12", "app.handler", """
                import time
                def handler(event, context):
                    time.sleep(60)
                """, 128));
        environment.initialise(Duration.ofSeconds(20));
        var stopped = Thread.ofVirtual().start(ending::close);
        assertThatThrownBy(() -> invoke(environment, "{}")).isInstanceOf(FunctionFailure.class);
        stopped.join();
    }
}
