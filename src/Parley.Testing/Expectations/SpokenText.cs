using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>Looks for words in what the agent said.</summary>
internal static class SpokenText
{
    /// <summary>Looks for words that have to be there, and for words that must not.</summary>
    public static ExpectationResult Judge(
        Func<bool, string, string, ExpectationResult> result, IReadOnlyList<AgentTurn> turns, IReadOnlyList<TextPattern> said, IReadOnlyList<TextPattern> notSaid)
    {
        var text = string.Join(' ', turns.Select(turn => turn.Text));
        var words = text.Length == 0 ? "the agent said nothing" : $"the agent said \"{text}\"";
        var missing = said.Where(pattern => !pattern.IsIn(text)).ToList();
        var unwanted = notSaid.Where(pattern => pattern.IsIn(text)).ToList();
        return (missing, unwanted) switch
        {
            ({ Count: > 0 }, _) => result(false, string.Join(" and ", missing), words),
            (_, { Count: > 0 }) => result(false, $"not {string.Join(" nor ", unwanted)}", words),
            _ => result(true, string.Join(" and ", [.. said.Select(p => $"{p}"), .. notSaid.Select(p => $"not {p}")]), words),
        };
    }
}
