using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Sessions.Dialin;

/// <summary>What the dial-in webhook is told (contract 7.1).</summary>
internal sealed record PinlessDocument(string To, string From, [property: JsonPropertyName("callId")] Guid CallId, [property: JsonPropertyName("callDomain")] Guid CallDomain)
{
    [JsonPropertyName("sipHeaders"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }
}

[JsonSerializable(typeof(PinlessDocument))]
internal sealed partial class PinlessJson : JsonSerializerContext;

/// <summary>Asks the webhook of a dial-in setting for a room.</summary>
internal interface IDialinWebhook
{
    /// <summary>Tells it of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up, when the call is over or has waited long enough: it may take as long over its answer.</param>
    /// <returns><see langword="null"/> when it took that, else what was wrong.</returns>
    Task<string?> TellAsync(PinlessCall call, CancellationToken cancellationToken);
}

/// <summary>The same over HTTP, signed, with the guards of all webhooks.</summary>
internal sealed class PinlessWebhook(WebhookSender sender, WebhookSecrets secrets, IdentityStore identities) : IDialinWebhook
{
    /// <inheritdoc/>
    public async Task<string?> TellAsync(PinlessCall call, CancellationToken cancellationToken)
    {
        if (secrets.Unprotect(call.Config.Hmac) is not { } hmac)
        {
            return $"the secret that its requests are signed with {WebhookSecrets.Unreadable}";
        }

        var leg = call.Offer.Call.Leg;
        var headers = call.Offer.Call.Number is null ? call.Offer.Headers : null;   // Of calls over the interconnect address only.
        var document = new PinlessDocument(leg.To, leg.From, call.Id, (await identities.GetAsync(cancellationToken)).DomainId) { SipHeaders = headers };
        var post = new SignedPost(new Uri(call.Config.RoomCreationApi), hmac, JsonSerializer.SerializeToUtf8Bytes(document, PinlessJson.Default.PinlessDocument))
        {
            TimestampHeader = WebhookSignature.DialinTimestampHeader,
            SignatureHeader = WebhookSignature.DialinSignatureHeader,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return (await sender.PostAsync(post, cancellationToken)).Error;
    }
}
