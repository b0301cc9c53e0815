using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>The owned numbers (contract 8).</summary>
internal sealed record PurchasedNumbersDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<PurchasedNumberDocument> Data);

/// <summary>An owned number; its id is what <c>callerId</c> names.</summary>
internal sealed record PurchasedNumberDocument(
    Guid Id, string Name, string Number, string Type, string Status, bool Verified, [property: JsonPropertyName("created_date")] string CreatedDate);

/// <summary><c>GET /v1/purchased-phone-numbers</c>.</summary>
internal sealed class NumberEndpoints(NumberStore numbers)
{
    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var all = await numbers.ListAsync(cancellationToken);
        return TypedResults.Ok(new PurchasedNumbersDocument(all.Count, [.. all.Select(ToDocument)]));
    }

    private static PurchasedNumberDocument ToDocument(OwnedNumber number) => new(
        number.Id, number.Name, number.Number, "purchased_phone_number", "verified", true,
        number.CreatedAt.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
}
