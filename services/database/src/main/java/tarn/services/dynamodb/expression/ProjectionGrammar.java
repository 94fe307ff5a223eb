package tarn.services.dynamodb.expression;

/** Reads projections: paths with commas between. */
final class ProjectionGrammar {

    private ProjectionGrammar() {}

    static Template read(String text) {
        // No function may stand in a projection, so the place does not matter: an opening parenthesis is refused.
        var syntax = new Syntax(text, Function.Place.CONDITION);
        do {
            syntax.path();
        } while (syntax.takeSign(","));
        return syntax.finish("");
    }
}
