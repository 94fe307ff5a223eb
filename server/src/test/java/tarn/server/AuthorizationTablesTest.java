package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tarn.authorization.Table;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;

/** Each service's {@code authorization.tsv} says what each of its operations needs. */
class AuthorizationTablesTest {

    @Test
    void everyOperationOfEveryServiceHasItsLine() {
        var missing = new TreeSet<String>();
        each((service, table) -> service.operations().keySet().stream()
                .filter(name -> !table.operations().contains(name))
                .forEach(name -> missing.add(service.principal() + " " + name)));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyLineNamesMembersThatRequestsHave() {
        var wrong = new ArrayList<String>();
        each((service, table) -> service.operations().values().forEach(operation -> {
            try {
                table.rows(operation);
            } catch (IllegalArgumentException e) {
                wrong.add(service.principal() + " " + operation.name() + ": " + e.getMessage());
            }
        }));
        assertThat(wrong).isEmpty();
    }

    private interface Look {
        void at(tarn.kernel.Service service, Table table);
    }

    private static void each(Look look) {
        try (var platform = LocalPlatform.temporary(Options.durable().unsynced())) {
            Services.on(platform);
            var caller = Caller.root("123456789012", "us-east-1", "tables");
            for (var contract : platform.services().contracts()) {
                var service =
                        caller.call(() -> platform.services().service(contract).orElseThrow());
                look.at(service, Table.of(contract));
            }
        }
    }
}
