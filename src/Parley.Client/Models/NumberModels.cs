using System.Text.Json.Serialization;

namespace Parley.Client.Models;

/// <summary>Which numbers to look for among those that can be bought.</summary>
public sealed record NumberFilter
{
    /// <summary>An area code of three digits.</summary>
    public string? AreaCode { get; init; }

    /// <summary>ISO 3166-2, such as <c>US-CA</c>; not together with an area code.</summary>
    public string? Region { get; init; }

    /// <summary>A city of that region.</summary>
    public string? City { get; init; }

    /// <summary>3 to 7 digits that are somewhere in the number; of this and the next two only one.</summary>
    public string? Contains { get; init; }

    /// <summary>3 to 7 digits that it begins with.</summary>
    public string? StartsWith { get; init; }

    /// <summary>3 to 7 digits that it ends with.</summary>
    public string? EndsWith { get; init; }
}

/// <summary>A number that can be bought.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Region">Where it is, ISO 3166-2.</param>
/// <param name="City">The city, if it is known.</param>
public sealed record AvailableNumber(string Number, string Region, string? City);

/// <summary>A number that was bought.</summary>
/// <param name="Id">What <c>callerId</c> names.</param>
/// <param name="Number">E.164.</param>
public sealed record BoughtNumber(Guid Id, string Number);

/// <summary>An owned number.</summary>
public sealed record OwnedNumber
{
    /// <summary>What <c>callerId</c> names.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>E.164.</summary>
    public required string Number { get; init; }

    /// <summary>The trunk that it belongs to, if it is one's.</summary>
    public string? Trunk { get; init; }

    /// <summary>The agent that answers it, if it is not the default one.</summary>
    public string? Agent { get; init; }

    /// <summary>How the calls of the last 30 days went that showed it.</summary>
    public required NumberCalls Calls { get; init; }
}

/// <summary>How the calls from a number went.</summary>
/// <param name="Made">How many were made.</param>
/// <param name="Answered">How many were answered.</param>
/// <param name="AnswerRate">The share of those, 0 to 1; absent when none was made.</param>
public sealed record NumberCalls(int Made, int Answered, double? AnswerRate);

internal sealed record AvailableNumbers([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<AvailableNumber> Data);

internal sealed record OwnedNumbers([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<OwnedNumber> Data);

internal sealed record NumberWish(string? Number);
