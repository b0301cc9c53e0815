using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Server.Api.Daily;
using Parley.Server.Hosting;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Webhooks;

/// <summary><c>/v1/webhooks</c> (contract 6.6).</summary>
internal sealed class WebhookEndpoints(
    WebhookStore webhooks, WebhookSender sender, WebhookPump pump, WebhookSecrets secrets, IdentityStore identities, IOptions<ParleyOptions> options, TimeProvider time)
{
    private const int SecretBytes = 32;

    private static readonly DailyError NotFound = DailyError.NotFound("there is no such webhook");

    public async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, json => WebhookRequestReader.Read(json, sender.Check, isNew: true), cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        var now = time.GetUtcNow();
        var hmac = wanted.Hmac.Value ?? NewSecret();
        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(now),
            Url = wanted.Url!,
            Hmac = secrets.Protect(hmac),
            BasicAuth = wanted.BasicAuth.Value is { } credentials ? secrets.Protect(credentials) : null,
            Retry = WebhookRetries.Read(wanted.Retry.Value),
            EventTypes = wanted.EventTypes.Value ?? [],
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (await TestAsync(webhook.Url, hmac, wanted.BasicAuth.Value, cancellationToken) is { } failed)
        {
            return failed.ToResult();
        }

        var most = options.Value.Webhooks.MaxWebhooks;
        if (!await webhooks.AddAsync(webhook, most, cancellationToken))
        {
            return DailyError.Invalid($"there are {most} webhooks already, which is as many as this server keeps (Parley:Webhooks:MaxWebhooks)").ToResult();
        }

        pump.Wake();
        return await ShowAsync(webhook, cancellationToken);
    }

    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var domain = (await identities.GetAsync(cancellationToken)).DomainId;
        IReadOnlyList<WebhookDocument> all = [.. (await webhooks.ListAsync(cancellationToken)).Select(w => ToDocument(w, domain))];
        return TypedResults.Ok(all);
    }

    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
        => await FindAsync(id, cancellationToken) is { } webhook ? await ShowAsync(webhook, cancellationToken) : NotFound.ToResult();

    /// <summary>Changes what is given, and sends to it again if it had failed.</summary>
    public async Task<IResult> UpdateAsync(string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, json => WebhookRequestReader.Read(json, sender.Check, isNew: false), cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        if (await FindAsync(id, cancellationToken) is not { } current)
        {
            return NotFound.ToResult();
        }

        var hmac = wanted.Hmac.IsGiven ? wanted.Hmac.Value ?? NewSecret() : secrets.Unprotect(current.Hmac);
        var basicAuth = wanted.BasicAuth.Or(secrets.Unprotect(current.BasicAuth));
        if (hmac is null || (basicAuth is null && !wanted.BasicAuth.IsGiven && current.BasicAuth is not null))
        {
            var lost = hmac is null ? "hmac" : "basicAuth";
            return DailyError.Invalid($"{lost} {WebhookSecrets.Unreadable}; give {lost} again, or null").ToResult();
        }

        if (wanted.Url is { } url && url != current.Url && await TestAsync(url, hmac, basicAuth, cancellationToken) is { } failed)
        {
            return failed.ToResult();
        }

        var storedHmac = wanted.Hmac.IsGiven ? secrets.Protect(hmac) : null;
        var storedBasicAuth = new Given<string>(wanted.BasicAuth.IsGiven, wanted.BasicAuth.Value is { } credentials ? secrets.Protect(credentials) : null);
        var changed = await webhooks.UpdateAsync(
            current.Id,
            webhook =>
            {
                webhook.Url = wanted.Url ?? webhook.Url;
                webhook.Hmac = storedHmac ?? webhook.Hmac;
                webhook.BasicAuth = storedBasicAuth.Or(webhook.BasicAuth);
                webhook.Retry = wanted.Retry.IsGiven ? WebhookRetries.Read(wanted.Retry.Value) : webhook.Retry;
                webhook.EventTypes = wanted.EventTypes.IsGiven ? wanted.EventTypes.Value ?? [] : webhook.EventTypes;
            },
            cancellationToken);
        pump.Wake();
        return changed is null ? NotFound.ToResult() : await ShowAsync(changed, cancellationToken);
    }

    public async Task<IResult> DeleteAsync(string id, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var uuid) && await webhooks.DeleteAsync(uuid, cancellationToken) ? TypedResults.Ok(new WebhookDeletedDocument(uuid, true)) : NotFound.ToResult();

    public async Task<Webhook?> FindAsync(string id, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var uuid) ? await webhooks.FindAsync(uuid, cancellationToken) : null;

    /// <summary>Asks an address whether it is a webhook: it has to answer 200, and soon.</summary>
    private async Task<DailyError?> TestAsync(string url, string hmac, string? basicAuth, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new("test"), WebhookJson.Default.WebhookTestDocument);
        var post = new SignedPost(new Uri(url), hmac, body) { BasicAuth = basicAuth, Timeout = options.Value.Webhooks.TestTimeout };
        var result = await sender.PostAsync(post, cancellationToken);
        return result.Status is 200 ? null : DailyError.Invalid($"the webhook must answer a test request with 200, but {Shown(url)} {result.Error ?? $"answered {result.Status}"}");
    }

    private static string Shown(string url) => new Uri(url).GetLeftPart(UriPartial.Path);

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    private async Task<IResult> ShowAsync(Webhook webhook, CancellationToken cancellationToken)
        => TypedResults.Ok(ToDocument(webhook, (await identities.GetAsync(cancellationToken)).DomainId));

    private WebhookDocument ToDocument(Webhook webhook, Guid domain) => new(
        webhook.Id, webhook.Url, secrets.Unprotect(webhook.Hmac), secrets.Unprotect(webhook.BasicAuth), webhook.Retry.ToWire(), webhook.EventTypes,
        webhook.State is WebhookState.Active ? "ACTIVE" : "FAILED", webhook.FailedCount, webhook.LastMomentPushed, domain, webhook.CreatedAt, webhook.UpdatedAt);
}
