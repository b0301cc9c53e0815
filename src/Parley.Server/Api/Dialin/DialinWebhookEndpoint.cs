using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Dialin;

/// <summary>What the dial-in webhook is sent (contract 7.1).</summary>
internal sealed record PinlessCallRequest(string? To, string? From, string? CallId, string? CallDomain, JsonElement? SipHeaders);

/// <summary>
/// <c>POST /v1/public/webhooks/{org}/{agent}/dialin</c>: the dial-in webhook for those who have none (contract 7.4). It takes what is signed with the secret of a dial-in setting
/// that leads to it, or with the configured one, and nothing else.
/// </summary>
internal sealed class DialinWebhookEndpoint(
    Organization organization, AgentCatalog agents, DialinConfigStore configs, WebhookSecrets secrets, AutomaticCalls calls, IOptions<ParleyOptions> options, TimeProvider time)
{
    private const int MaxSize = 64 * 1024;
    private const string Success = "success";

    private static readonly ApiError NotSigned = new(401, "401", "The signature of the request is missing, wrong or too old");
    private static readonly ApiError Gone = new(404, "404", "No such call waits; the caller may have hung up");

    public async Task<IResult> HandleAsync(string org, string agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!await organization.IsAsync(org, cancellationToken))
        {
            return ApiError.NoSuchOrganization.ToResult();
        }

        if (!agents.Contains(agent))
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        if (!await IsSignedAsync(request, agent, bytes, cancellationToken))
        {
            return NotSigned.ToResult();
        }

        return !JsonBody.TryRead(bytes, out var json, out var error) ? error.ToResult()
            : IsProbe(json) ? TypedResults.Ok(new DialinWebhookDocument(Success) { Message = "Test request received" })
            : Read(json) is { } told ? await StartAsync(agent, told)
            : ApiError.Bad("To, From, callId and callDomain are required, as strings, and sipHeaders, if given, must be an object of strings").ToResult();
    }

    // Older probes have a number in To, and nothing else.
    private static bool IsProbe(JsonElement json)
        => json.TryGetProperty("Test", out _) || json.TryGetProperty("test", out _) || (json.TryGetProperty("To", out _) && json.EnumerateObject().Count() == 1);

    private async Task<bool> IsSignedAsync(HttpRequest request, string agent, byte[] body, CancellationToken cancellationToken)
    {
        var path = $"/{agent}/dialin";
        var known = (await configs.ListAsync(cancellationToken))
            .Where(config => Uri.UnescapeDataString(new Uri(config.RoomCreationApi).AbsolutePath).EndsWith(path, StringComparison.Ordinal))
            .Select(config => secrets.Unprotect(config.Hmac))
            .Append(options.Value.Dialin.WebhookHmac)
            .OfType<string>();
        var (timestamp, signature) = (request.Headers[WebhookSignature.DialinTimestampHeader].ToString(), request.Headers[WebhookSignature.DialinSignatureHeader].ToString());
        var isSigned = false;
        foreach (var hmac in known)
        {
            isSigned |= WebhookSignature.Verify(hmac, timestamp, signature, body, time.GetUtcNow());
        }

        return isSigned;
    }

    private static AnnouncedCall? Read(JsonElement json)
    {
        try
        {
            var fields = new FieldReader(json);
            var told = new AnnouncedCall(fields.Text("To") ?? "", fields.Text("From") ?? "", fields.Text("callId") ?? "", fields.Text("callDomain") ?? "")
            {
                SipHeaders = fields.Object("sipHeaders")?.EnumerateObject().GroupBy(header => header.Name).ToDictionary(header => header.Key, header => header.Last().Value.GetString() ?? ""),
            };
            return fields.Error is null && told is { To.Length: > 0, From.Length: > 0, CallId.Length: > 0, CallDomain.Length: > 0 } ? told : null;
        }
        catch (InvalidOperationException)   // No string, or half a surrogate pair in it.
        {
            return null;
        }
    }

    private async Task<IResult> StartAsync(string agent, AnnouncedCall told)
    {
        var start = await calls.StartAsync(agent, told);
        return start switch
        {
            { IsGone: true } => Gone.ToResult(),
            { Admission: SessionAdmission.Started } => TypedResults.Ok(new DialinWebhookDocument(Success) { SessionId = start.SessionId }),
            { Admission: SessionAdmission.ServerStopping } => ApiError.Stopping.ToResult(),
            { Admission: SessionAdmission.NoSuchAgent } => ApiError.NoSuchAgent.ToResult(),
            _ => ApiError.AtCapacity.ToResult(),
        };
    }
}
