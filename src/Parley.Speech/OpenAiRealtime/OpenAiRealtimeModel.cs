using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>
/// OpenAI's realtime models over WebSocket (developers.openai.com/api/docs/guides/realtime-websocket): sound in, sound out. A connection for each call. May be used by any
/// number of calls at once.
/// </summary>
public sealed class OpenAiRealtimeModel : ISpeechToSpeech
{
    private readonly OpenAiRealtimeOptions _options;
    private readonly TimeProvider _time;
    private readonly Vendor _vendor;

    /// <summary>Creates the model. It connects with the first call.</summary>
    /// <param name="options">Key, model, voice and limits.</param>
    /// <param name="time">The clock of the limits.</param>
    public OpenAiRealtimeModel(IOptions<OpenAiRealtimeOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options.Value, time);
        _vendor = new("OpenAI Realtime", OpenAiRealtimeOptions.Section, _options.Url!, _options.ApiKey);
    }

    /// <summary>What was asked of it so far: a request is a response, sound is that of both directions.</summary>
    public VendorUsage Usage { get; } = new("openai-realtime");

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the vendor failed; the message says what to do.</exception>
    public async Task<ISpeechToSpeechSession> OpenAsync(SpeechToSpeechSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                return await ConnectAsync(setup, cancellationToken);
            }
            catch (SpeechException failure)
            {
                if (!_options.MayRetry(failure, attempt))
                {
                    Usage.CountFailure(failure.Failure);
                    throw;
                }

                delay = failure.RetryAfter ?? _options.RetryDelay;
            }

            Usage.CountReconnect();
            await Task.Delay(delay, _time, cancellationToken);
        }
    }

    private async Task<OpenAiRealtimeSession> ConnectAsync(SpeechToSpeechSetup setup, CancellationToken cancellationToken)
    {
        var query = WebSocketAddress.Query([("model", _options.Model)]);
        var address = new UriBuilder(_options.Url!);
        address.Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{query}" : query;
        var key = _options.KeyHeader == "Authorization" ? $"Bearer {_options.ApiKey}" : _options.ApiKey!;
        var socket = await VendorSocket.ConnectAsync(_vendor, address.Uri, [(_options.KeyHeader, key)], _options.ConnectTimeout, _time, cancellationToken);
        try
        {
            var requests = new RealtimeRequests(_options, setup);
            await SetUpAsync(socket, requests, setup, cancellationToken);
            return new OpenAiRealtimeSession(socket, _vendor, _options, requests, Usage, _time);
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says what the session is to be, and waits until the model has taken it: a key that is wrong, or a voice that there is not, is told only then.</summary>
    private async Task SetUpAsync(VendorSocket socket, RealtimeRequests requests, SpeechToSpeechSetup setup, CancellationToken cancellationToken)
    {
        using var patience = new VendorPatience(socket, _vendor, _options.Timeout, _time, cancellationToken);
        await patience.GuardAsync(async s =>
        {
            await s.SendAsync(requests.SetUp(setup));
            return true;
        });
        while (true)
        {
            var message = await patience.GuardAsync(s => s.ReceiveAsync());
            if (message.Closed is { } code)
            {
                throw RealtimeErrors.Closed(_vendor, code, message.Reason);
            }

            switch (RealtimeMessage.Parse(message.Body))
            {
                case { Type: "session.updated" }:
                    return;
                case { Type: "error", Error: var error }:
                    throw RealtimeErrors.Explain(_vendor, error);
            }
        }
    }
}
