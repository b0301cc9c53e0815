using System.Globalization;
using System.Text.Json.Serialization;
using Parley.Server.Storage;

namespace Parley.Server.Api.Numbers;

/// <summary>Numbers that can be bought (contract 8).</summary>
internal sealed record AvailableNumbersDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<AvailableNumberDocument> Data);

/// <summary>One of them.</summary>
internal sealed record AvailableNumberDocument(string Number, string Region, string? City);

/// <summary>The owned numbers (contract 8).</summary>
internal sealed record PurchasedNumbersDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<PurchasedNumberDocument> Data);

/// <summary>An owned number; its id is what <c>callerId</c> names. The last fields are ours: carrier, agent, and how its calls of the last 30 days went.</summary>
internal sealed record PurchasedNumberDocument(
    Guid Id, string Name, string Number, string Type, string Status, bool Verified, [property: JsonPropertyName("created_date")] string CreatedDate,
    string? Trunk, string? Agent, NumberCallsDocument Calls)
{
    public static PurchasedNumberDocument Of(OwnedNumber number, NumberCalls calls) => new(
        number.Id, number.Name, number.Number, "purchased_phone_number", "verified", true, number.CreatedAt.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture),
        number.Trunk, number.Agent, new(calls.Made, calls.Answered, calls.AnswerRate));
}

/// <summary>How the calls from a number went: how many were made, how many were answered, and the share of those, 0 to 1.</summary>
internal sealed record NumberCallsDocument(int Made, int Answered, double? AnswerRate);

/// <summary>What to buy; one of the available numbers when it says nothing.</summary>
internal sealed record BuyNumberRequest(string? Number);

/// <summary>The bought number.</summary>
internal sealed record BoughtNumberDocument(Guid Id, string Number);

/// <summary>What to change of an owned number; <c>null</c> resets.</summary>
internal sealed record ChangeNumberRequest(string? Name, string? Agent, string? Trunk);

/// <summary>A number was given back.</summary>
internal sealed record ReleasedNumberDocument(bool Deleted, Guid Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AvailableNumbersDocument))]
[JsonSerializable(typeof(PurchasedNumbersDocument))]
[JsonSerializable(typeof(PurchasedNumberDocument))]
[JsonSerializable(typeof(BuyNumberRequest))]
[JsonSerializable(typeof(BoughtNumberDocument))]
[JsonSerializable(typeof(ChangeNumberRequest))]
[JsonSerializable(typeof(ReleasedNumberDocument))]
internal sealed partial class NumberJson : JsonSerializerContext;
