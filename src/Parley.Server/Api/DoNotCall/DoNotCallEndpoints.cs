using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Dialing;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Storage;

namespace Parley.Server.Api.DoNotCall;

/// <summary><c>/v1/do-not-call</c>: ours, in the manners of contract 8.</summary>
internal sealed class DoNotCallEndpoints(DoNotCallList list)
{
    private const int MaxSize = 1024 * 1024;
    private const int MostNumbers = 10_000;

    public async Task<IResult> ListAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var reader = new DailyQuery(query);
        var (limit, after, number) = (reader.Integer("limit", 100, 1, 1000), reader.Text("starting_after") ?? "", reader.Text("number"));
        if (reader.Error is { } error)
        {
            return error.ToResult();
        }

        var (total, page) = await list.PageAsync(Normal(after) ?? after, number is null ? null : Normal(number) ?? number, limit, cancellationToken);
        return TypedResults.Ok(new DoNotCallDocument(total, [.. page.Select(e => new DoNotCallEntryDocument(e.Number, e.Source, e.Reason, e.SessionId, e.CreatedAt))]));
    }

    public async Task<IResult> AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await DailyBody.ReadAsync(request, mayBeEmpty: false, cancellationToken, MaxSize);
        if (refusal is not null)
        {
            return refusal.ToResult();
        }

        var fields = new FieldReader(body);
        var (one, reason) = (fields.Text("number"), fields.Text("reason"));
        if (fields.Error is { } wrong)
        {
            return DailyError.Of(wrong).ToResult();
        }

        if (!TryReadNumbers(body, one, out var numbers, out var problem) || reason is { Length: > DoNotCallEntry.MaxReasonLength })
        {
            return DailyError.Invalid(problem ?? $"reason must have at most {DoNotCallEntry.MaxReasonLength} characters").ToResult();
        }

        return TypedResults.Ok(new DoNotCallAddedDocument(await list.AddAsync(numbers, "api", reason, null, cancellationToken), numbers));
    }

    public async Task<IResult> DeleteAsync(string number, CancellationToken cancellationToken) =>
        await list.RemoveAsync(number, cancellationToken)
            ? TypedResults.Ok(new DoNotCallDeletedDocument(true, Normal(number) ?? number))
            : DailyError.NotFound("the number is not on the do-not-call list").ToResult();

    private static bool TryReadNumbers(JsonElement body, string? one, out List<string> numbers, out string? problem)
    {
        var texts = one is null ? new List<string?>() : [one];
        if (body.TryGetProperty("numbers", out var several) && several.ValueKind is JsonValueKind.Array)
        {
            texts.AddRange(several.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? item.GetString() : item.GetRawText()));
        }

        numbers = [.. texts.Select(Normal).OfType<string>().Distinct()];
        var bad = texts.Find(text => Normal(text) is null);
        problem = texts.Count is 0 or > MostNumbers ? $"number, or numbers with 1 to {MostNumbers} of them, is required"
            : bad is not null ? $"'{bad}' is no phone number such as +15551230001"
            : null;
        return problem is null;
    }

    private static string? Normal(string? text) => NumberPlan.TryRead(text, null, out var number) ? NumberPlan.Describe(number).Number : null;
}
