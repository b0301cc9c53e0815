using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Server.Api;

/// <summary>Reads a request's body up to a limit, whether its length was announced or not.</summary>
internal static class RequestBody
{
    /// <summary>How long a body may take to come in, however it trickles.</summary>
    public static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(30);

    /// <summary>The bytes; <see langword="null"/> when there are more than the limit.</summary>
    /// <exception cref="BadHttpRequestException">It did not come in in time (408).</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(LongestRead, request.HttpContext.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ReadToEndAsync(request, limit, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The request's body did not come in in time", StatusCodes.Status408RequestTimeout);
        }
    }

    private static async Task<byte[]?> ReadToEndAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limit)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
