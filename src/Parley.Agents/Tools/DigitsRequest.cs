namespace Parley.Agents;

/// <summary>Keys to collect from the other side.</summary>
public sealed record DigitsRequest
{
    /// <summary>What is said first; the first key silences it. <see langword="null"/> when it was said already.</summary>
    public string? Prompt { get; init; }

    /// <summary>What is said before another attempt; <see langword="null"/> for <see cref="Prompt"/> again.</summary>
    public string? Reprompt { get; init; }

    /// <summary>Fewer keys are not enough. At least 1.</summary>
    public int MinLength { get; init; } = 1;

    /// <summary>With so many keys it is complete, without a terminator.</summary>
    public int MaxLength { get; init; } = 20;

    /// <summary>The key that ends it, which is not part of the digits; <see langword="null"/> for none.</summary>
    public char? Terminator { get; init; } = '#';

    /// <summary>How long to wait for the first key, from the end of the prompt on.</summary>
    public TimeSpan FirstDigitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for each further key; then it is complete (contract 9.10).</summary>
    public TimeSpan BetweenDigitsTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often to ask.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Says whether the digits are right; what is wrong is asked for again. <see langword="null"/> takes all.</summary>
    public Func<string, bool>? IsValid { get; init; }

    /// <summary>
    /// Whether the keys are kept from the session's events, and with them from its record, its log and its webhooks (a PIN, a card). The sound of the call still has
    /// them where they travel as tones.
    /// </summary>
    public bool IsSecret { get; init; }
}

/// <summary>What came of collecting keys.</summary>
/// <param name="Ending">How it ended.</param>
/// <param name="Digits">The keys of the last attempt.</param>
public sealed record CollectedDigits(DigitsEnding Ending, string Digits)
{
    /// <summary>How, without the digits.</summary>
    public override string ToString() => $"{nameof(CollectedDigits)} {{ {Ending}, {Digits.Length} keys }}";
}

/// <summary>How collecting keys ended.</summary>
public enum DigitsEnding
{
    /// <summary>The digits are there, and valid.</summary>
    Collected,

    /// <summary>No key was pressed in the last attempt.</summary>
    NoDigits,

    /// <summary>The digits of the last attempt were not valid.</summary>
    Invalid,

    /// <summary>The conversation ended.</summary>
    CallEnded,
}
