using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Server.Api.Daily;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api.Numbers;

/// <summary>The phone numbers over REST (contract 8): "buying" takes one of a carrier's inventory into ownership.</summary>
internal sealed class NumberEndpoints(NumberStore numbers, NumberInventory inventory, AgentCatalog agents, IOptions<ParleyOptions> options, IIdSource ids)
{
    private const int MostNumbers = 10_000;

    public async Task<IResult> AvailableAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var reader = new DailyQuery(query);
        var (filter, limit) = (NumberFilter.Read(reader), reader.Integer("limit", 100, 1, 1000));
        if (reader.Error is { } error)
        {
            return error.ToResult();
        }

        var fitting = (await FreeAsync(cancellationToken)).Where(filter.Fits).ToList();
        return TypedResults.Ok(new AvailableNumbersDocument(fitting.Count, [.. fitting.Take(limit).Select(n => new AvailableNumberDocument(n.Number, n.Region, n.City))]));
    }

    public async Task<IResult> BuyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await DailyBody.ReadAsync(request, mayBeEmpty: true, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToResult();
        }

        var fields = new FieldReader(body);
        var wanted = fields.Text("number");
        if (fields.Error is { } wrong)
        {
            return DailyError.Of(wrong).ToResult();
        }

        while (true)
        {
            var free = await FreeAsync(cancellationToken);
            var chosen = wanted is null ? Draw(free) : free.FirstOrDefault(number => number.Number == wanted);
            if (chosen is null)
            {
                return DailyError.Invalid(wanted is null ? "no phone number is available: the trunks' inventory has none left" : $"{wanted} is not available").ToResult();
            }

            // Another request may have been quicker.
            if (await numbers.BuyAsync(chosen.Number, chosen.Trunk, cancellationToken) is { } bought)
            {
                return TypedResults.Ok(new BoughtNumberDocument(bought.Id, bought.Number));
            }
        }
    }

    public async Task<IResult> ListAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var reader = new DailyQuery(query);
        var (limit, after, before) = (reader.Integer("limit", MostNumbers, 1, MostNumbers), reader.Id("starting_after"), reader.Id("ending_before"));
        var (name, number) = (reader.Text("name"), reader.Text("number"));
        if (reader.Error is { } error)
        {
            return error.ToResult();
        }

        var all = (await numbers.ListAsync(cancellationToken)).Where(n => (name is null || n.Name == name) && (number is null || n.Number == number)).ToList();
        var first = after is { } a ? all.FindIndex(n => n.Id == a) + 1 : 0;
        var end = before is { } b && all.FindIndex(n => n.Id == b) is >= 0 and var found ? found : all.Count;
        if ((after is not null && first == 0) || (before is not null && !all.Exists(n => n.Id == before)))
        {
            return DailyError.Invalid("starting_after and ending_before must be ids of owned numbers").ToResult();
        }

        var page = before is not null ? all[Math.Max(first, end - limit)..Math.Max(first, end)] : all[first..Math.Min(all.Count, first + limit)];
        var calls = await numbers.CallsAsync([.. page.Select(n => n.Number)], cancellationToken);
        return TypedResults.Ok(new PurchasedNumbersDocument(all.Count, [.. page.Select(n => PurchasedNumberDocument.Of(n, calls[n.Number]))]));
    }

    public async Task<IResult> ChangeAsync(string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await DailyBody.ReadAsync(request, mayBeEmpty: false, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToResult();
        }

        var fields = new FieldReader(body);
        var (name, agent, trunk) = (fields.Text("name"), fields.Text("agent"), fields.Text("trunk"));
        var wrong = fields.Error?.Text
            ?? (name is { Length: 0 or > 128 } ? "name must have 1 to 128 characters" : null)
            ?? (agent is not null && !agents.Contains(agent) ? $"agent: there is no agent '{agent}'" : null)
            ?? (trunk is not null && options.Value.Trunks.All(t => t.Name != trunk) ? $"trunk: there is no trunk '{trunk}'" : null);
        if (wrong is not null)
        {
            return DailyError.Invalid(wrong).ToResult();
        }

        var changed = Guid.TryParse(id, out var known)
            ? await numbers.ChangeAsync(
                known,
                number =>
                {
                    number.Name = Has(body, "name") ? name ?? number.Number : number.Name;
                    number.Agent = Has(body, "agent") ? agent : number.Agent;
                    number.Trunk = Has(body, "trunk") ? trunk : number.Trunk;
                },
                cancellationToken)
            : null;
        return changed is null
            ? DailyError.NotFound("phone number not found").ToResult()
            : TypedResults.Ok(PurchasedNumberDocument.Of(changed, (await numbers.CallsAsync([changed.Number], cancellationToken))[changed.Number]));
    }

    public async Task<IResult> ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        var release = Guid.TryParse(id, out var known) ? await numbers.ReleaseAsync(known, options.Value.Dialout.ReleaseNumbersAfter, cancellationToken) : null;
        return release switch
        {
            null => DailyError.NotFound("phone number not found").ToResult(),
            { } left when left > TimeSpan.Zero =>
                DailyError.Invalid(string.Create(CultureInfo.InvariantCulture, $"Failed to release new number, try again in {Math.Ceiling(left.TotalDays)} days")).ToResult(),
            _ => TypedResults.Ok(new ReleasedNumberDocument(true, known)),
        };
    }

    private async Task<List<InventoryNumber>> FreeAsync(CancellationToken cancellationToken)
    {
        var owned = (await numbers.ListAsync(cancellationToken)).Select(number => number.Number).ToHashSet();
        return [.. inventory.Numbers.Where(number => !owned.Contains(number.Number))];
    }

    private InventoryNumber? Draw(List<InventoryNumber> free) =>
        free.Count == 0 ? null : free[(int)(BitConverter.ToUInt32(ids.NewId().ToByteArray(), 0) % (uint)free.Count)];

    private static bool Has(JsonElement body, string name) => body.TryGetProperty(name, out _);
}
