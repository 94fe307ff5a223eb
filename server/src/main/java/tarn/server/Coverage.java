package tarn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.TreeSet;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.wire.model.ServiceModel;

/** Computes {@code docs/coverage.md}: every operation of every carried service, answered or not. */
public final class Coverage {

    private record Row(ServiceModel model, TreeSet<String> answered) {}

    /** Writes the document to the file that is named. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: tarn.server.Coverage FILE");
            System.exit(2);
        }
        Files.writeString(Path.of(arguments[0]), text());
    }

    /** The document. */
    static String text() {
        var rows = new ArrayList<Row>();
        try (var platform = LocalPlatform.temporary(Options.durable().unsynced())) {
            Services.on(platform);
            var caller = Caller.root("123456789012", "us-east-1", "coverage");
            for (var contract : platform.services().contracts()) {
                var service =
                        caller.call(() -> platform.services().service(contract).orElseThrow());
                rows.add(new Row(
                        ServiceModel.of(contract),
                        new TreeSet<>(service.operations().keySet())));
            }
        }
        rows.sort(Comparator.comparing(row -> row.model().name()));
        return document(rows);
    }

    private static String document(Iterable<Row> rows) {
        var text = new StringBuilder();
        text.append("# Coverage\n\n");
        text.append("Computed from what the services' parts override (`./tarn coverage`); not written by hand.\n");
        text.append("What is not answered fails with `NotImplemented` and names itself.\n\n");
        text.append("| Service | Operations | Answered |\n| --- | ---: | ---: |\n");
        int all = 0;
        int answered = 0;
        for (var row : rows) {
            int operations = row.model().operations().size();
            all += operations;
            answered += row.answered().size();
            text.append("| [")
                    .append(row.model().id())
                    .append("](#")
                    .append(anchor(row))
                    .append(") | ");
            text.append(operations).append(" | ").append(row.answered().size()).append(" |\n");
        }
        text.append("| **all** | ").append(all).append(" | ").append(answered).append(" |\n");
        for (var row : rows) {
            text.append("\n## ").append(row.model().id()).append("\n\n| Operation | Answered |\n| --- | --- |\n");
            for (var operation : new TreeSet<>(row.model().operations().keySet())) {
                text.append("| ").append(operation).append(" | ");
                text.append(row.answered().contains(operation) ? "yes" : "no").append(" |\n");
            }
        }
        return text.toString();
    }

    private static String anchor(Row row) {
        return row.model().id().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    }

    private Coverage() {}
}
