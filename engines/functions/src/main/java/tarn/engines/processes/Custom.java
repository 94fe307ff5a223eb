package tarn.engines.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tarn.engines.functions.FunctionPlan;

/** What brings its own runtime: an executable {@code bootstrap} in the code or in a layer. */
final class Custom implements Language {

    @Override
    public String prefix() {
        return "provided";
    }

    @Override
    public List<Interpreter> installed() {
        return List.of("", ".al2", ".al2023").stream()
                .map(version -> new Interpreter(version, Path.of("/bin/sh"), List.of()))
                .toList();
    }

    @Override
    public String howToInstall(String version) {
        return "use provided.al2023";
    }

    @Override
    public List<String> command(FunctionPlan plan, Interpreter interpreter, String support, String task) {
        return List.of("/bin/sh", support + "/custom.sh");
    }

    @Override
    public Map<String, String> variables(FunctionPlan plan, Interpreter interpreter, String task, String layers) {
        return Map.of();
    }
}
