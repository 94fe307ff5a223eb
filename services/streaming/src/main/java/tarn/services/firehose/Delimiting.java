package tarn.services.firehose;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Puts a delimiter behind every record; {@code \n} written out is the new line that consoles mean by it. */
record Delimiting(String delimiter) implements Processing.Step {

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var bytes = delimiter.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        return items.stream()
                .map(item -> {
                    var joined = Arrays.copyOf(item.data(), item.data().length + bytes.length);
                    System.arraycopy(bytes, 0, joined, item.data().length, bytes.length);
                    return item.with(joined);
                })
                .toList();
    }
}
