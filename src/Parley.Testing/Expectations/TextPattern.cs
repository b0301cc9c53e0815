using System.Text.RegularExpressions;

namespace Parley.Testing.Expectations;

/// <summary>Words to look for, whatever their case: <c>call us back</c>, or a regular expression between slashes: <c>/call (us|me) back/</c>.</summary>
public sealed record TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Regex _regex;

    private TextPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the words are in a text.</summary>
    public bool IsIn(string text) => _regex.IsMatch(text);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">What is between the slashes is no regular expression.</exception>
    public static TextPattern Parse(string text) => TryParse(text, out var pattern, out var error) ? pattern! : throw new ArgumentException(error, nameof(text));

    /// <summary>Reads a pattern; says what is wrong with it otherwise.</summary>
    public static bool TryParse(string text, out TextPattern? pattern, out string? error)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        (pattern, error) = (null, null);
        var expression = text is ['/', .. { Length: > 0 } between, '/'] ? between : Regex.Escape(text);
        try
        {
            pattern = new(text, new Regex(expression, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience));
            return true;
        }
        catch (ArgumentException wrong)
        {
            error = wrong.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(TextPattern? other) => Text == other?.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _regex.ToString() == Regex.Escape(Text) ? $"\"{Text}\"" : Text;
}
