using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Webhooks;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Dialin;

/// <summary><c>/v1/domain-dialin-config</c> and <c>pinless_dialin</c> of <c>/v1/</c> (contract 7.3).</summary>
internal sealed class DialinConfigEndpoints(
    DialinConfigStore configs, WebhookSender sender, WebhookSecrets secrets, IdentityStore identities, Organization organization, SipDomain sipDomain, IIdSource ids, TimeProvider time)
{
    private const string Type = "pinless_dialin";
    private const int MaxLimit = 100;
    private const int MostOfDomain = 100;
    private const int SecretBytes = 32;
    private const int SipUserLength = 24;   // As hard to guess as a key.

    private static readonly DailyError NotFound = DailyError.NotFound("there is no such dial-in setting");
    private static readonly DailyError Taken = DailyError.Invalid("phone_number is bound already; a number may be bound once");

    public async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, json => DialinRequestReader.Read(json, sender.Check), cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        var config = Make(wanted, ProtectOrNew(wanted), isOfDomain: false, time.GetUtcNow(), known: null);
        return await configs.AddAsync(config, cancellationToken) ? TypedResults.Ok(ToDocument(config)) : Taken.ToResult();
    }

    public async Task<IResult> ListAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var limit = MaxLimit;
        if (query["limit"].ToString() is { Length: > 0 } text && (!int.TryParse(text, out limit) || limit is < 1 or > MaxLimit))
        {
            return DailyError.Invalid($"limit must be a whole number from 1 to {MaxLimit}").ToResult();
        }

        var all = await configs.ListAsync(cancellationToken);
        var page = all.AsEnumerable();
        if (query["starting_after"].ToString() is { Length: > 0 } after)
        {
            page = page.SkipWhile(c => !IsId(c, after)).Skip(1);
        }

        if (query["ending_before"].ToString() is { Length: > 0 } before)
        {
            page = page.TakeWhile(c => !IsId(c, before)).TakeLast(limit);
        }

        return TypedResults.Ok(new DialinConfigListDocument(all.Count, [.. page.Take(limit).Select(ToDocument)]));

        static bool IsId(DialinConfig config, string id) => Guid.TryParse(id, out var uuid) && config.Id == uuid;
    }

    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var uuid) && await configs.FindAsync(uuid, cancellationToken) is { } config ? TypedResults.Ok(ToDocument(config)) : NotFound.ToResult();

    public async Task<IResult> PutAsync(string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, json => DialinRequestReader.Read(json, sender.Check, needsType: false), cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        if (!Guid.TryParse(id, out var uuid) || await configs.FindAsync(uuid, cancellationToken) is null)
        {
            return NotFound.ToResult();
        }

        var hmac = wanted.Hmac is { } given ? secrets.Protect(given) : null;   // Not within the change: the first secret of all makes a key, which is kept in the database.
        var changed = await configs.UpdateAsync(uuid, config => Change(config, wanted, hmac ?? config.Hmac), cancellationToken);
        return changed is null ? Taken.ToResult() : TypedResults.Ok(ToDocument(changed));
    }

    public async Task<IResult> DeleteAsync(string id, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var uuid) && await configs.DeleteAsync(uuid, cancellationToken) ? TypedResults.Ok(new DialinConfigDeletedDocument(true, uuid)) : NotFound.ToResult();

    public async Task<IResult> GetDomainAsync(CancellationToken cancellationToken)
        => TypedResults.Ok(await DomainAsync(cancellationToken));

    /// <summary>Replaces all settings of the domain.</summary>
    public async Task<IResult> SetDomainAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, ReadDomain, cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        var now = time.GetUtcNow();
        List<(ValidDialin Setting, string Hmac)> all = [.. wanted.Select(one => (one, ProtectOrNew(one)))];
        var taken = await configs.ReplaceAsync(
            before =>
            {
                var left = before.ToList();
                return [.. all.Select((one, place) => Make(one.Setting, one.Hmac, isOfDomain: true, now.AddMilliseconds(place), TakeKnown(left, one.Setting.PhoneNumber)))];
            },
            cancellationToken);
        return taken is null ? TypedResults.Ok(await DomainAsync(cancellationToken)) : Taken.ToResult();
    }

    private (List<ValidDialin>? Settings, DailyError? Error) ReadDomain(JsonElement json)
    {
        if (!json.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object
            || !properties.TryGetProperty(Type, out var list) || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            return (null, DailyError.Invalid("properties.pinless_dialin: expected a list; of the domain's properties only this one can be set"));
        }

        var settings = new List<ValidDialin>();
        foreach (var one in list.ValueKind is JsonValueKind.Null ? [] : list.EnumerateArray().ToArray())
        {
            var (setting, error) = DialinRequestReader.Read(one, sender.Check, $"pinless_dialin[{settings.Count}]", needsType: false);
            if (setting is null)
            {
                return (null, error);
            }

            settings.Add(setting);
        }

        return settings.Count > MostOfDomain ? (null, DailyError.Invalid($"pinless_dialin: at most {MostOfDomain}"))
            : settings.Where(s => s.PhoneNumber is not null).GroupBy(s => s.PhoneNumber).Any(same => same.Count() > 1) ? (null, Taken)
            : (settings, null);
    }

    private async Task<DomainDocument> DomainAsync(CancellationToken cancellationToken)
        => new(
            organization.Name,
            (await identities.GetAsync(cancellationToken)).DomainId,
            new([.. (await configs.ListAsync(cancellationToken)).Where(c => c.IsOfDomain).Select(ToSettings)]));

    // A number's address stays when its setting is replaced; its secret is a new one unless it is given.
    private DialinConfig Make(ValidDialin wanted, string hmac, bool isOfDomain, DateTimeOffset now, DialinConfig? known)
    {
        var config = new DialinConfig
        {
            Id = known?.Id ?? ids.NewId(),
            SipUser = known?.SipUser ?? $"{DialinAddresses.SettingPrefix}{ids.NewName("0123456789abcdef", SipUserLength)}",
            RoomCreationApi = wanted.RoomCreationApi,
            Hmac = hmac,
            IsOfDomain = isOfDomain,
            CreatedAt = now,
        };
        Change(config, wanted, hmac);
        return config;
    }

    // Settings without a number follow each other in their order; each goes on in one new one at most.
    private static DialinConfig? TakeKnown(List<DialinConfig> left, string? number)
    {
        var known = left.Find(config => config.PhoneNumber == number);
        if (known is not null)
        {
            left.Remove(known);
        }

        return known;
    }

    private string ProtectOrNew(ValidDialin wanted) => secrets.Protect(wanted.Hmac ?? Convert.ToBase64String(ids.NewSecret(SecretBytes)));

    private static void Change(DialinConfig config, ValidDialin wanted, string hmac)
    {
        config.PhoneNumber = wanted.PhoneNumber;
        config.RoomCreationApi = wanted.RoomCreationApi;
        config.NamePrefix = wanted.NamePrefix;
        config.Hmac = hmac;
        config.TimeoutMessage = wanted.Message;
        config.TimeoutSeconds = wanted.Seconds;
    }

    private DialinConfigDocument ToDocument(DialinConfig config) => new(config.Id, Type, ToSettings(config));

    private DialinSettingsDocument ToSettings(DialinConfig config) => new()
    {
        PhoneNumber = config.PhoneNumber,
        RoomCreationApi = config.RoomCreationApi,
        NamePrefix = config.NamePrefix,
        Hmac = secrets.Unprotect(config.Hmac),
        TimeoutConfig = config.TimeoutMessage is null && config.TimeoutSeconds is null ? null : new() { Message = config.TimeoutMessage, Timeout = config.TimeoutSeconds },
        SipUri = $"sip:{config.SipUser}@{sipDomain.Value}",
    };
}
