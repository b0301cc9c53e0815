using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Server.Api;
using Parley.Server.Storage;

namespace Parley.Server.Sockets.Bots;

/// <summary>
/// The calls of bots by the names that they know them by, and the one request of Twilio's REST API that bots make: the end of a call. They give a private key of this server as their
/// auth token.
/// </summary>
internal sealed class BotCalls(KeyRing keys)
{
    private readonly ConcurrentDictionary<string, Func<Task>> _calls = new();

    /// <summary>Knows a call until the result is disposed.</summary>
    public IDisposable Add(string callSid, Func<Task> hangUp)
    {
        _calls[callSid] = hangUp;
        return new Known(this, callSid);
    }

    /// <summary>Ends a call.</summary>
    public async Task<IResult> UpdateAsync(string account, string call, HttpRequest request)
    {
        if (PasswordOf(request) is not { } password || await keys.FindAsync(password, request.HttpContext.RequestAborted) is not { Kind: not ApiKeyKind.Public })
        {
            return Answer(401, new(20003, "Authenticate", 401));
        }

        if (await StatusOf(request) != "completed")
        {
            return Answer(400, new(20001, "Only Status=completed is offered here", 400));
        }

        if (!_calls.TryGetValue(call, out var hangUp))
        {
            return Answer(404, new(20404, $"The requested resource /2010-04-01/Accounts/{account}/Calls/{call}.json was not found", 404));
        }

        await hangUp();
        return TypedResults.Json(new CallDocument(call, account, "completed"), BotCallJson.Default.CallDocument);
    }

    private static async Task<string?> StatusOf(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? (await request.ReadFormAsync(request.HttpContext.RequestAborted))["Status"].FirstOrDefault() : null;
        }
        catch (InvalidDataException)   // A form of too many or too large fields.
        {
            return null;
        }
    }

    private static string? PasswordOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
        {
            return null;
        }

        Span<byte> bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) && Encoding.UTF8.GetString(bytes[..length]).Split(':', 2) is [_, var password] ? password : null;
    }

    private static JsonHttpResult<CallErrorDocument> Answer(int status, CallErrorDocument error) => TypedResults.Json(error, BotCallJson.Default.CallErrorDocument, statusCode: status);

    private sealed class Known(BotCalls calls, string callSid) : IDisposable
    {
        public void Dispose() => calls._calls.TryRemove(callSid, out _);
    }
}

/// <summary>A call, as Twilio shows it.</summary>
internal sealed record CallDocument(
    [property: JsonPropertyName("sid")] string Sid, [property: JsonPropertyName("account_sid")] string AccountSid, [property: JsonPropertyName("status")] string Status);

/// <summary>How Twilio refuses.</summary>
internal sealed record CallErrorDocument([property: JsonPropertyName("code")] int Code, [property: JsonPropertyName("message")] string Message, [property: JsonPropertyName("status")] int Status)
{
    /// <summary>The same text, where the other refusals of this server have theirs.</summary>
    [JsonPropertyName("detail")]
    public string Detail => Message;
}

/// <summary>How both are written.</summary>
[JsonSerializable(typeof(CallDocument))]
[JsonSerializable(typeof(CallErrorDocument))]
internal sealed partial class BotCallJson : JsonSerializerContext;
