using System.Net;

namespace Parley.Speech.OpenAi;

/// <summary>Repeats what failed for a reason that passes, but only as long as somebody on the phone would wait.</summary>
internal sealed class RetryHandler(OpenAiCompatibleOptions options, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var delay = options.RetryDelay;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                delay = response.Headers.RetryAfter?.Delta ?? delay;
                if (!Passes(response.StatusCode) || attempt >= options.MaxRetries || delay > options.LongestRetryDelay)
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException) when (attempt < options.MaxRetries)
            {
                // A pooled connection that the server has closed is the usual cause.
            }

            await Task.Delay(delay, time, cancellationToken);
        }
    }

    private static bool Passes(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
