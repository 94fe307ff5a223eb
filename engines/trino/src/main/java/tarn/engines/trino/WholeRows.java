package tarn.engines.trino;

import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.AliasedRelation;
import io.trino.sql.tree.DefaultTraversalVisitor;
import io.trino.sql.tree.NodeLocation;
import io.trino.sql.tree.Unnest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.SqlFailure.Position;

/**
 * {@code UNNEST(rows) AS t(r)} with one name for rows of several fields: Athena gives the whole row that name, as its
 * guide's queries of WAF logs expect ({@code r.name}), where Trino wants a name for each field. When Trino refuses it,
 * the array is wrapped, so that each element is a row of one field, which is the row.
 */
final class WholeRows {

    private static final String BEFORE = "transform(";
    private static final String AFTER = ", tarn_row -> ROW(tarn_row))";

    /** The text with the {@code UNNEST} that stands at a place wrapped; empty if there is none of this kind. */
    static Optional<CreateTableText> wrapped(CreateTableText text, String given, Position at) {
        var finder = new Finder(at);
        finder.process(new SqlParser().createStatement(text.text()), null);
        if (finder.argument == null) {
            return Optional.empty();
        }
        int begin = CreateTableText.offset(text.text(), finder.argument);
        int end = end(text.text(), begin);
        if (end < 0) {
            return Optional.empty();
        }
        var edits = new ArrayList<>(text.edits());
        edits.add(edit(text, begin, BEFORE));
        edits.add(edit(text, end, AFTER));
        edits.sort(Comparator.comparingInt(CreateTableText.Edit::line).thenComparingInt(CreateTableText.Edit::column));
        return Optional.of(CreateTableText.edited(given, text.compression(), edits));
    }

    private static CreateTableText.Edit edit(CreateTableText text, int offset, String by) {
        var before = text.text().substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        var place = text.given(new Position(line, offset - before.lastIndexOf('\n')));
        return new CreateTableText.Edit(place.line(), place.column(), 0, by);
    }

    /** Where the parenthesis closes within which an expression begins; quotes are passed over. */
    private static int end(String text, int begin) {
        int depth = 0;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = text.indexOf(c, i + 1);
                if (i < 0) {
                    return -1;
                }
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                if (depth == 0) {
                    return i;
                }
                depth--;
            }
        }
        return -1;
    }

    private static final class Finder extends DefaultTraversalVisitor<@Nullable Void> {
        private final Position at;
        private @Nullable NodeLocation argument;

        Finder(Position at) {
            this.at = at;
        }

        @Override
        protected @Nullable Void visitAliasedRelation(AliasedRelation node, @Nullable Void context) {
            var place = node.getLocation();
            if (place.isPresent()
                    && place.get().getLineNumber() == at.line()
                    && place.get().getColumnNumber() == at.column()
                    && node.getRelation() instanceof Unnest unnest
                    && !unnest.isWithOrdinality()
                    && unnest.getExpressions().size() == 1
                    && node.getColumnNames() != null
                    && node.getColumnNames().size() == 1) {
                argument = unnest.getExpressions().getFirst().getLocation().orElse(null);
            }
            return super.visitAliasedRelation(node, null);
        }
    }

    private WholeRows() {}
}
