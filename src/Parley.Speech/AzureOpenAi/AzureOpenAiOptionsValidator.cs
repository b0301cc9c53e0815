using Microsoft.Extensions.Options;

namespace Parley.Speech.AzureOpenAi;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class AzureOpenAiOptionsValidator : IValidateOptions<AzureOpenAiOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AzureOpenAiOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new AzureOpenAiRangesValidator().Validate(name, options));
        if (options.Endpoint is { } url && (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.AbsolutePath != "/"))
        {
            result.AddError($"'{url}' is not the address of a resource: https://, its host, and nothing behind it.", $"{AzureOpenAiOptions.Section}:{nameof(options.Endpoint)}");
        }

        if (options is { ChatDeployment: null or "", TranscriptionDeployment: null or "", SpeechDeployment: null or "" })
        {
            result.AddError("No deployment is named: set ChatDeployment, TranscriptionDeployment or SpeechDeployment.");
        }

        return result.Build();
    }
}
