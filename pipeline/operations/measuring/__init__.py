"""What measuring operations run: these modules import numpy and av, so that the operations beside them stay light."""
